package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The console at 3 and at 10,000 registered instances: its screenshots for the docs, and the time for which it blocks the
 * browser. {@code mvn verify -pl src/it/browser -am -Pconsole -Dit.test=ConsoleAtScaleIT} writes the pictures into
 * {@code src/docs/howto/console}.
 */
@EnabledIfSystemProperty(named = "console.pictures", matches = ".+")
class ConsoleAtScaleIT {

    private static final int MANY = 10_000;
    private static final String OBSERVE = "(window.blocked = [], new PerformanceObserver(list => list.getEntries()"
            + ".forEach(e => window.blocked.push(Math.round(e.duration)))).observe({type: 'longtask', buffered: true}), 1)";

    @Test
    void threeInstances() throws Exception {
        try (RegistryUnderTest registry = RegistryUnderTest.start(); Browser browser = browser()) {
            registry.node(9001, "checkout").join();
            registry.node(9002, "payments").join();
            registry.node(9003, "payments").join();
            pictures(browser, registry, "3", 2);
        }
    }

    @Test
    void tenThousandInstances() throws Exception {
        try (RegistryUnderTest registry = RegistryUnderTest.start("-Xmx1g",
                "-Dmicro.server.handshakes-per-second=100000",
                "-Dmicro.registry-server.heartbeat-timeout=1h", "-Dmicro.ping-interval=10m");
                Browser browser = browser(); ManyNodes nodes = new ManyNodes(registry.page(""))) {
            nodes.register(MANY);
            pictures(browser, registry, "10000", 20);
            browser.open(registry.page("assets/uplot-license.txt"));
            browser.open(registry.page("#/instances"));
            browser.await("document.querySelectorAll('tbody tr').length === 50"
                    + " && document.querySelector('.pager').textContent.includes('10,000')");
            browser.evaluate(OBSERVE);
            registry.node(9001, "newcomer").join();
            browser.await("document.querySelector('.pager').textContent.includes('10,001')");
            browser.type("#search", ":123");
            browser.await("document.querySelector('.pager').textContent.includes('100 instances')");
            browser.evaluate("(location.hash = '#/services', 1)");
            browser.await("document.querySelector('[data-tile=instances]')?.textContent.includes('10,001')");
            String blocked = browser.evaluate("window.blocked").toString();
            System.out.println("at 10,000 instances the console blocked the browser for (ms) " + blocked);
            assertThat(browser.evaluate("Math.max(0, ...window.blocked)").toString()).satisfies(
                    longest -> assertThat(Integer.parseInt(longest)).isLessThan(200));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static Browser browser() throws IOException {
        return new Browser(Executables.find().orElseThrow());
    }

    private static void pictures(Browser browser, RegistryUnderTest registry, String name, int rows)
            throws IOException {
        picture(browser, registry, name + "-light", "light", 1280, 800, rows);
        picture(browser, registry, name + "-dark", "dark", 1280, 800, rows);
        picture(browser, registry, name + "-phone", "dark", 390, 800, rows);
    }

    private static void picture(Browser browser, RegistryUnderTest registry, String name, String scheme, int width,
            int height, int rows) throws IOException {
        browser.size(width, height);
        browser.prefer(scheme);
        browser.open(registry.page("assets/uplot-license.txt"));
        browser.open(registry.page("#/services?sort=-instances"));
        browser.await("document.querySelector('#state').textContent === 'Live'"
                + " && document.querySelectorAll('tbody tr').length >= " + rows);
        browser.screenshot(Path.of(System.getProperty("console.pictures"), "console-" + name + ".png"));
    }
}
