package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of the demo as a user sees them. */
class DemoPagesIT {

    private static final int PAYMENTS_PER_SECOND = 10;
    private static final String EDGE = "[...document.querySelectorAll('tbody tr')].find(row =>"
            + " row.cells[0].textContent === 'checkout' && row.cells[1].textContent === 'payments')";
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private static DemoProcess demo;
    private static String firstCall;
    private static String refusal;
    private static String calls;
    private static URI checkoutPage;
    private static URI registryPage;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        Executables executables = Executables.required();
        demo = new DemoProcess();
        firstCall = demo.firstCall();
        refusal = demo.refusal();
        calls = demo.calls();
        checkoutPage = demo.checkoutPage();
        registryPage = demo.registryPage();
        browser = new Browser(executables);
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
    void theDemoTellsOfItsCalls() {
        assertThat(firstCall).contains("\"status\":\"PAID\"").as("the metadata").contains("\"tenant\":\"acme\"");
        assertThat(refusal).as("the body of an error").endsWith("-> 422 {\"amount\":10000,\"currency\":\"EUR\"}");
        assertThat(calls).as("the counts of the interceptor").endsWith("{\"failed\":1,\"made\":7,\"retried\":0}");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = { "light", "dark" })
    void payingShowsTheReceiptThatCameBackThroughTheRegistry(String scheme) {
        browser.prefer(scheme);
        browser.open(checkoutPage);
        browser.type("#amount", "19.90");
        browser.evaluate("document.querySelector('#tenant').value = 'globex'");
        browser.click("#pay");
        browser.await("!document.querySelector('#receipt').hidden");

        assertThat(browser.text("#receipt-amount")).isEqualTo("€19.90");
        assertThat(browser.text("#receipt-status")).isEqualTo("PAID");
        assertThat(browser.text("#receipt-tenant")).isEqualTo("globex");
        assertThat(browser.text("#instance")).isEqualTo("127.0.0.1:" + checkoutPage.getPort() + "/payments");
        assertThat(browser.text("#correlation-id")).matches(UUID);
        assertThat(browser.text("#time")).matches("\\d+\\.\\d ms");
        assertThat(browser.complaints()).as("the errors of the browser").isEmpty();
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
        assertThat(browser.text("#problem-limit")).isEqualTo("€10,000.00");
        browser.await("document.querySelector('#calls').textContent !== ''");
        assertThat(browser.text("#calls")).matches("Calls by checkout: \\d+, of which [1-9]\\d* failed. Retries: 0.");
        assertThat(browser.text("#problem-correlation-id")).matches(UUID);
    }

    /** Somebody pays ten times a second. The nodes report that with their heartbeats, and the map shows that rate. */
    @Test
    void theMapShowsTheRateOfThePayments() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest pay = HttpRequest.newBuilder(checkoutPage.resolve("pay")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"amount\": 1, \"currency\": \"EUR\"}")).build();
        AtomicInteger paid = new AtomicInteger();
        long begun = System.nanoTime();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            clock.scheduleAtFixedRate(() -> client.sendAsync(pay, HttpResponse.BodyHandlers.discarding())
                    .thenAccept(answer -> paid.addAndGet(answer.statusCode() == 200 ? 1 : 0)), 0,
                    1_000 / PAYMENTS_PER_SECOND, TimeUnit.MILLISECONDS);
            browser.open(registryPage.resolve("/#/map"));
            browser.await("!!" + EDGE);
            // the first reports are of a time in which the payments began
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            double shown;
            double made;
            do {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                shown = ((JsonNumber) browser.evaluate("Number(" + EDGE + "?.cells[2].textContent) || 0"))
                        .doubleValue();
                made = paid.get() / ((System.nanoTime() - begun) / 1e9);
            } while (Math.abs(shown - made) > made * 0.2 && System.nanoTime() - deadline < 0);
            System.out.printf("the map shows %.1f payments a second, %.1f were made%n", shown, made);
            assertThat(shown).isCloseTo(made, Percentage.withPercentage(20));
            assertThat(browser.text(".map svg")).contains("checkout", "payments", "/s");
            assertThat(browser.complaints()).isEmpty();
        } finally {
            clock.shutdownNow();
        }
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
