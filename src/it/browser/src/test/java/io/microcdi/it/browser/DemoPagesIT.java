package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.json.Json;
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
    void theRegistryShowsANodeThatComesAndOneThatLeavesWithoutAReload() {
        browser.open(registryPage);
        browser.await("document.body.innerText.includes('payments')");
        browser.evaluate("window.opened = true");
        URI register = URI.create("ws://" + registryPage.getAuthority() + "/127.0.0.1/9999/latecomer");
        WebSocket node = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(register, new WebSocket.Listener() {
                }).join();
        long shown = millisUntil("!!document.querySelector('#namespaces').innerText.match('latecomer')");
        node.abort();
        long gone = millisUntil("!document.querySelector('#namespaces').innerText.match('latecomer')");

        browser.await("document.querySelector('#departed').innerText.includes('latecomer 127.0.0.1:9999')");
        assertThat(browser.evaluate("window.opened === true")).as("not loaded again").isEqualTo(JsonValue.TRUE);
        System.out
                .println("the registry's page showed a node after " + shown + " ms, and its end after " + gone + " ms");
    }

    private static long millisUntil(String condition) {
        long start = System.nanoTime();
        browser.await(condition);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Test
    void theRegistryShowsBothServices() {
        browser.open(registryPage);
        browser.await("document.body.innerText.includes('payments') && document.body.innerText.includes('checkout')");

        assertThat(browser.text("body")).contains("127.0.0.1:" + checkoutPage.getPort());
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theRegistryShowsInvisibleCharactersOfPeersByTheirNumbers() {
        browser.open(registryPage);
        browser.await("document.body.innerText.includes('payments')");
        browser.evaluate(
                "showDeparted([{at: new Date().toISOString(), namespace: 'a\\u202eb\\u200bc', key: 'd\\u001b[31m',"
                        + " reason: 'e\\nf\\u3164<b>g</b>'}], new Date().toISOString())");

        // the page's own refresh may come between
        assertThat(browser.evaluate("visible('a\\u202eb\\u200bc\\u001b[31m\\nf\\u3164')"))
                .isEqualTo(Json.createValue("a\\u{202e}b\\u{200b}c\\u{1b}[31m\\u{a}f\\u{3164}"));
        assertThat(browser.evaluate("document.querySelector('#departed b') === null")).isEqualTo(JsonValue.TRUE);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theRegistryShowsThatSecurityIsOff() {
        browser.open(registryPage);
        browser.await("document.body.innerText.includes('payments')");
        assertThat(browser.evaluate("document.querySelector('#security').hidden")).isEqualTo(JsonValue.TRUE);
        String shown = "(showSecurity('off'), document.querySelector('#security').innerText)";
        assertThat(browser.evaluate(shown).toString()).contains("Security is off (micro.security.mode)");
        assertThat(browser.evaluate("(showSecurity('auto'), document.querySelector('#security').hidden)"))
                .isEqualTo(JsonValue.TRUE);
    }
}
