package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees of the demo. */
class DemoPagesIT {

    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private static DemoProcess demo;
    private static String firstCall;
    private static URI checkoutPage;
    private static URI registryPage;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        Optional<Executables> executables = Executables.find();
        if (executables.isEmpty()) {
            String message = "chromium and chromedriver are not on the PATH";
            if (System.getProperty("microcdi.browser").equals("required")) {
                fail(message);
            }
            System.out.println("SKIPPED browser: " + message);
            abort(message);
        }
        demo = new DemoProcess();
        firstCall = demo.firstCall();
        checkoutPage = demo.checkoutPage();
        registryPage = demo.registryPage();
        browser = new Browser(executables.get());
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    @BeforeEach
    void forgetEarlierComplaints() {
        browser.complaints();
    }

    @AfterEach
    void picture(TestInfo test) throws IOException {
        String name = test.getTestMethod().orElseThrow().getName() + "-" + test.getDisplayName();
        browser.screenshot(Path.of(System.getProperty("screenshots"), name.replaceAll("\\W+", "-") + ".png"));
    }

    @Test
    void theDemoTellsOfItsFirstCall() {
        assertThat(firstCall).contains("\"status\":\"PAID\"");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = { "light", "dark" })
    void payingShowsTheReceiptThatCameBackThroughTheRegistry(String scheme) {
        browser.prefer(scheme);
        browser.open(checkoutPage);
        browser.type("#amount", "19.90");
        browser.click("#pay");
        browser.await("!document.querySelector('#receipt').hidden");

        assertThat(browser.text("#receipt-amount")).isEqualTo("€19.90");
        assertThat(browser.text("#receipt-status")).isEqualTo("PAID");
        assertThat(browser.text("#instance")).isEqualTo("127.0.0.1:" + checkoutPage.getPort() + "/payments");
        assertThat(browser.text("#correlation-id")).matches(UUID);
        assertThat(browser.text("#time")).matches("\\d+\\.\\d ms");
        assertThat(browser.complaints()).as("what the browser complains of").isEmpty();
    }

    @Test
    void anAmountThatIsNoneIsExplained() {
        browser.open(checkoutPage);
        browser.type("#amount", "much");
        browser.click("#pay");
        browser.await("!document.querySelector('#problem').hidden");

        assertThat(browser.text("#problem-message")).contains("above zero");
        assertThat(browser.evaluate("document.activeElement.id === 'amount'")).isEqualTo(JsonValue.TRUE);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRefusalOfPaymentsIsShownInItsWords() {
        browser.open(checkoutPage);
        browser.type("#amount", "10001");
        browser.click("#pay");
        browser.await("!document.querySelector('#problem').hidden");

        assertThat(browser.text("#problem-message")).isEqualTo("More than 10000 at once is not accepted.");
        assertThat(browser.text("#problem-hint")).isEqualTo("Nothing was charged.");
        assertThat(browser.text("#problem-correlation-id")).matches(UUID);
    }

    @Test
    void theRegistryShowsBothServices() {
        browser.open(registryPage);
        browser.await("document.body.innerText.includes('payments') && document.body.innerText.includes('checkout')");

        browser.open(registryPage.resolve("/#/instances"));
        browser.await("document.body.innerText.includes('127.0.0.1:" + checkoutPage.getPort() + "')");
        assertThat(browser.complaints()).isEmpty();
    }
}
