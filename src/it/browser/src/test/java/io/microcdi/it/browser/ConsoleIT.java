package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Optional;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry's console, with a real registry and three nodes. */
@Tag("slow")
class ConsoleIT {

    /** {@code -Dconsole.times=true} bounds it as on a machine that does nothing else. */
    private static final long SHOWN_MILLIS = Boolean.getBoolean("console.times") ? 1_000 : 5_000;
    private static final int LAYOUTS = 5;

    private static RegistryUnderTest registry;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        Executables executables = Executables.required();
        registry = RegistryUnderTest.start("-Dmicro.registry-server.heartbeat-timeout=1h");
        registry.node(9001, "payments").join();
        registry.node(9002, "payments").join();
        registry.node(9003, "shop/checkout").join();
        browser = new Browser(executables);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (registry != null) {
            registry.close();
        }
    }

    @BeforeEach
    void forgetEarlierComplaints() {
        leave();
        browser.complaints();
    }

    /**
     * The browser reports each violation of the content policy, and each error of a script. It also reports that these
     * nodes tell no routes and no schema.
     */
    @AfterEach
    void theBrowserComplainsOfNothingElse() {
        assertThat(browser.complaints().stream().map(JsonValue::toString)
                .filter(line -> !line.contains("/routes - ") && !line.contains("/openapi/"))).isEmpty();
    }

    /** The questions of an open page about a node that has ended fail, and the browser complains of them. */
    private static void leave() {
        browser.open(registry.page("assets/uplot-license.txt"));
    }

    private static void open(String view) {
        browser.open(registry.page(view));
        browser.await("document.querySelector('#state').textContent === 'Live'");
    }

    @Test
    void theServicesAreListedWithTheirInstances() {
        open("#/services");
        browser.await("document.querySelectorAll('tbody tr').length === 2");
        assertThat(browser.text("tbody")).contains("payments", "shop/checkout", "healthy");
        // the tile may still count those of an earlier test
        browser.await("/^3\\s*instances/.test(document.querySelector('[data-tile=instances]').textContent)");
    }

    @Test
    void aServiceHasAPageAndSoHasAnInstance() {
        open("#/services");
        browser.await("!!document.querySelector('tbody a')");
        browser.click("tbody a");
        browser.await("document.querySelectorAll('tbody tr').length === 2 && document.querySelector('h1')");
        assertThat(browser.text("h1")).isEqualTo("payments");
        browser.click("tbody a");
        browser.await("document.querySelector('h1').textContent.includes('127.0.0.1:9001')");
        assertThat(browser.text(".facts")).contains("payments", "Registered", "Last heard");
    }

    @Test
    void aPersonDrainsEjectsAndRestoresAnInstance() throws IOException {
        try (NodeProcess node = NodeProcess.start(registry.page(""), "orders")) {
            open("#/service/orders");
            browser.await("document.querySelector('tbody')?.textContent.includes('" + node.key() + "')");
            browser.click("tbody a");
            act("drain", "restore");
            act("eject", "drain");
            act("restore", "eject");
            assertThat(browser.text("main")).contains("healthy");
            leave();
        }
    }

    /** Presses the button of an action and confirms it, then waits for a button that only the new state has. */
    private static void act(String action, String next) {
        browser.await("!!document.querySelector('[data-action=" + action + "]')");
        browser.click("[data-action=" + action + "]");
        browser.click("dialog .primary");
        browser.await("!document.querySelector('dialog') && !document.querySelector('[data-action=" + action
                + "]') && !!document.querySelector('[data-action=" + next + "]')");
    }

    @Test
    void aPersonTriesARoute() throws IOException {
        try (NodeProcess node = NodeProcess.start(registry.page(""), "orders")) {
            open("#/call/orders?route=/echo");
            browser.await("document.querySelector('#route')?.value === '/echo'");
            assertThat(node.key()).isNotEmpty();
            browser.type("#body", "{\"amount\": 7}");
            browser.click("form .primary");
            browser.await("!!document.querySelector('section pre')");
            assertThat(browser.text("main")).contains("200", "amount").doesNotContain("u{a}");
            leave();
        }
    }

    /** Otherwise a value with a slash would call another route. */
    @Test
    void aParameterWithASlashIsOneSegment() throws IOException {
        try (NodeProcess node = NodeProcess.start(registry.page(""), "orders")) {
            open("#/call/orders?route=%2Fitems%2F%7Bid%7D");
            browser.await("!!document.querySelector('[data-parameter=id]')");
            assertThat(node.key()).isNotEmpty();
            browser.type("[data-parameter=id]", "1/delete");
            browser.click("form .primary");
            browser.await("!!document.querySelector('section pre')");
            assertThat(browser.text("main")).contains("404", "/items/1%2Fdelete");
            leave();
            browser.complaints(); // the browser reports the status 404
        }
    }

    @Test
    void theClusterPageSaysWhatIsKnown() {
        open("#/cluster");
        browser.await("document.querySelector('.facts')?.textContent.includes('Heap')");
        assertThat(browser.text("main")).contains("This registry is alone", "works", "on this machine")
                .containsPattern("[0-9] MB").doesNotContain("NaN", "undefined", "null");
    }

    @Test
    void aSearchAndASortAreInTheAddress() {
        open("#/services");
        browser.await("document.querySelectorAll('tbody tr').length === 2");
        browser.type("#search", "check");
        browser.await("document.querySelectorAll('tbody tr').length === 1");
        assertThat(browser.text("tbody")).contains("shop/checkout").doesNotContain("payments");
        assertThat(browser.evaluate("location.hash")).isEqualTo(Json.createValue("#/services?filter=check"));
        open("#/services?sort=-instances");
        browser.await(
                "!!document.querySelector('[aria-sort=descending]') && document.querySelectorAll('tbody tr').length === 2");
        assertThat(browser.text("tbody tr")).contains("payments");
    }

    /** From the close of the node's socket to the page's change; the console does not load again. */
    @Test
    void aNodeThatComesAndOneThatIsKilledAreShown() {
        open("#/services");
        browser.await("document.querySelectorAll('tbody tr').length === 2");
        browser.evaluate("window.opened = true");
        browser.note("document.querySelector('tbody').textContent.includes('latecomer')");
        long dialled = System.currentTimeMillis();
        WebSocket node = registry.node(9009, "latecomer").join();
        long shown = browser.noted() - dialled;
        browser.note("!document.querySelector('tbody').textContent.includes('latecomer')");
        long aborted = System.currentTimeMillis();
        node.abort();
        long gone = browser.noted() - aborted;
        System.out.println("the console showed a node after " + shown + " ms, and its end after " + gone + " ms");
        assertThat(gone).isLessThan(SHOWN_MILLIS);
        assertThat(browser.evaluate("window.opened")).isEqualTo(JsonValue.TRUE);
        browser.evaluate("(location.hash = '#/events?filter=latecomer')");
        browser.await("document.querySelector('ol.events')?.textContent.includes('127.0.0.1:9009 of latecomer')");
    }

    /** A row that is marked or away: in a long list it is away only when the page of the list is asked for again. */
    static String isGone(NodeProcess node) {
        return "(row => !row || row.textContent.includes('lost'))([...document.querySelectorAll('tbody tr')]"
                + ".find(row => row.textContent.includes('" + node.key() + "')))";
    }

    /** From {@code kill -9} of the node's process to the page's change. The time depends on the machine: it is printed. */
    @Test
    void aNodeWhoseProcessIsKilledIsShown() throws IOException {
        try (NodeProcess first = NodeProcess.start(registry.page(""), "mortal/first");
                NodeProcess second = NodeProcess.start(registry.page(""), "mortal/second");
                NodeProcess third = NodeProcess.start(registry.page(""), "mortal/third")) {
            open("#/services");
            browser.await("document.querySelector('tbody')?.textContent.includes('mortal/first')");
            long services = first.killUntil(browser,
                    "!document.querySelector('tbody').textContent.includes('mortal/first')");
            open("#/instances?filter=" + second.key());
            browser.await("document.querySelector('tbody')?.textContent.includes('" + second.key() + "')");
            long instances = second.killUntil(browser, isGone(second));
            open("#/events?filter=" + third.key());
            browser.await("document.querySelector('ol.events')?.textContent.includes('joined')");
            long events = third.killUntil(browser, "document.querySelector('ol.events').textContent.includes('lost')");
            System.out.println("from kill -9 to the console: services " + services + " ms, instances " + instances
                    + " ms, events " + events + " ms");
            assertThat(Math.max(services, Math.max(instances, events))).isLessThan(SHOWN_MILLIS);
            leave();
        }
    }

    @Test
    void namesOfPeersAreNeverMarkup() {
        open("#/services");
        String take = "import(location.origin + '/assets/dom.js').then(dom => {"
                + " const box = dom.h('p', {title: '<b>t</b>'}, '<img src=x onerror=alert(1)>\\u202e\\u200b');"
                + " document.querySelector('main').append(box);"
                + " return box.children.length + ' ' + box.textContent; })";
        assertThat(browser.evaluate(take))
                .isEqualTo(Json.createValue("0 <img src=x onerror=alert(1)>\\u{202e}\\u{200b}"));
    }

    /** Each text that a node can send to the page: its routes, its schema, its answers, and why it leaves. */
    @Test
    void nothingThatANodeSaysIsShownRaw() {
        try (HostileNode node = HostileNode.join(registry.page(""), 9010, "hostile")) {
            open("#/service/hostile");
            browser.await("document.querySelectorAll('ul.routes li').length === 1");
            assertNothingIsRaw();
            browser.click("tbody a");
            browser.await("document.querySelector('h1').textContent.includes('9010')"
                    + " && document.querySelectorAll('ul.routes li').length === 1");
            assertNothingIsRaw();
            open("#/call/hostile");
            browser.await("!!document.querySelector('#route')?.value");
            assertNothingIsRaw();
            browser.type("#route", "/any");
            browser.await("document.querySelector('#body-note').textContent.startsWith('Filled')");
            assertThat(browser.evaluate("JSON.parse(document.querySelector('#body').value).note"))
                    .as("the value of the schema").isEqualTo(Json.createValue(HostileNode.TEXT));
            assertNothingIsRaw();
            browser.click("form .primary");
            browser.await("!!document.querySelector('section pre')");
            assertNothingIsRaw();
            node.leave();
            open("#/events?filter=9010");
            browser.await("document.querySelector('ol.events')?.textContent.includes('" + HostileNode.REASON + "')");
            assertNothingIsRaw();
            open("#/service/" + HostileNode.ENCODED);
            browser.await("document.querySelector('h1').textContent.includes('onerror')"
                    + " && !!document.querySelector('main p.quiet')?.textContent");
            assertNothingIsRaw();
            leave();
            browser.complaints(); // the browser reports the status 404
        }
    }

    private static void assertNothingIsRaw() {
        assertThat(browser.evaluate("(() => {"
                + " const raw = text => /[\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]/u"
                + ".test(text.replace(/[\\n\\t]/g, ''));"
                + " const all = [...document.querySelectorAll('*')];"
                + " return [document.title, ...all.flatMap(each => [each.nodeName + each.value,"
                + " ...[...each.attributes].map(a => each.nodeName + a.name + a.value),"
                + " ...[...each.childNodes].filter(n => n.nodeType === 3).map(n => each.nodeName + n.data)])].filter(raw); })()")
                .asJsonArray()).as("raw texts").isEmpty();
        assertThat(browser.evaluate("document.querySelectorAll('main img').length")).hasToString("0");
    }

    @Test
    void theBrowserRefusesMarkupFromText() {
        open("#/services");
        assertThat(browser.evaluate("(() => { try { document.createElement('p').innerHTML = '<b>x</b>';"
                + " return 'taken'; } catch (e) { return e.name; } })()")).isEqualTo(Json.createValue("TypeError"));
        browser.complaints(); // the browser reports this attempt
    }

    @Test
    void theWholeConsoleIsUsedByTheKeyboard() {
        open("#/services");
        browser.await("document.querySelectorAll('tbody tr').length === 2");
        browser.press("\uE004");
        assertThat(browser.evaluate("document.activeElement.id")).isEqualTo(Json.createValue("skip"));
        browser.press("\uE007");
        browser.await("document.activeElement.id === 'main'");
        browser.press("/");
        browser.await("document.activeElement.id === 'search'");
        browser.press("pay");
        browser.await("document.querySelectorAll('tbody tr').length === 1");
        browser.press("\uE00C");
        browser.await("document.querySelectorAll('tbody tr').length === 2");
        for (int i = 0; i < 30 && browser.evaluate("document.activeElement.closest('tbody') === null")
                .equals(JsonValue.TRUE); i++) {
            browser.press("\uE004");
        }
        browser.press("\uE007");
        browser.await("document.querySelector('h1').textContent === 'payments'");
    }

    @Test
    void aPersonPausesAndGoesOn() {
        open("#/services");
        browser.click("#pause");
        browser.await("document.querySelector('#state').textContent === 'Paused'");
        browser.click("#pause");
        browser.await("document.querySelector('#state').textContent === 'Live'");
    }

    @Test
    void theThemeIsChosenAndKept() {
        browser.prefer("light");
        open("#/services");
        browser.click("#theme");
        browser.click("#theme");
        open("#/cluster");
        browser.await("document.documentElement.dataset.theme === 'dark'");
        browser.click("#theme");
        assertThat(browser.text("#theme")).isEqualTo("Theme: system");
    }

    @Test
    void securityThatIsOffIsShown() throws IOException {
        try (RegistryUnderTest open = RegistryUnderTest.start("-Dmicro.security.mode=off")) {
            browser.open(open.page(""));
            browser.await("document.querySelector('#security').textContent.includes('Security is off')");
            browser.await("document.querySelector('main').textContent.includes('Nothing is registered yet')");
            leave();
        }
    }

    @Test
    void aRegistryThatIsGoneIsSeen() throws IOException {
        try (RegistryUnderTest mortal = RegistryUnderTest.start()) {
            browser.open(mortal.page(""));
            browser.await("document.querySelector('#state').textContent === 'Live'");
        }
        browser.await("document.querySelector('#state').textContent === 'Reconnecting'"
                + " && !document.querySelector('#stale').hidden");
        leave();
        browser.complaints(); // the browser reports each connection that fails
    }

    @ParameterizedTest
    @ValueSource(strings = { "light", "dark" })
    void axeFindsNoFault(String scheme) throws Exception {
        Optional<String> axe = Axe.script();
        if (axe.isEmpty()) {
            abort("axe-core is not installed");
        }
        browser.prefer(scheme);
        open("#/service/payments");
        browser.await("!!document.querySelector('tbody a')");
        String instance = ((JsonString) browser.evaluate("document.querySelector('tbody a').hash.slice(2)"))
                .getString();
        for (String view : List.of("services", "instances", "service/payments", instance, "map", "events", "cluster",
                "call/payments")) {
            leave();
            open("#/" + view);
            browser.await("document.querySelector('h1')");
            browser.run(axe.get());
            assertThat(browser.evaluate("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))")
                    .asJsonArray()).as(view + " in " + scheme).isEmpty();
        }
    }

    /** The shortest of some times is that of the layout: the others have the work of other processes in them. */
    @ParameterizedTest
    @CsvSource({ "2, 1, 300", "60, 140, 100" })
    void theLayoutPlacesCallersBeforeThoseThatTheyCall(int services, int edges, long millis) {
        open("#/map");
        String made = "import(location.origin + '/assets/layout.js').then(({layout}) => {"
                + " const names = [...Array(" + services + ")].map((_, i) => 's' + i);"
                + " const edges = [...Array(" + edges + ")].map((_, i) => ({from: 's' + i % (" + services
                + " - 1), to: 's' + (i % (" + services + " - 1) + 1 + i % 3) % " + services + "}));"
                + " let shortest = Infinity; let places;"
                + " for (let i = 0; i < " + LAYOUTS + "; i++) { const begun = performance.now();"
                + " ({places} = layout(names, edges)); shortest = Math.min(shortest, performance.now() - begun); }"
                + " const cells = new Set([...places.values()].map(p => p.column + ' ' + p.row));"
                + " return [shortest, cells.size, places.get('s0').column]; })";
        var result = browser.evaluate(made).asJsonArray();
        assertThat(result.getJsonNumber(0).doubleValue()).isLessThan(millis);
        assertThat(result.getInt(1)).as("no two services at one place").isEqualTo(services);
        assertThat(((JsonNumber) result.get(2)).intValue()).isZero();
    }
}
