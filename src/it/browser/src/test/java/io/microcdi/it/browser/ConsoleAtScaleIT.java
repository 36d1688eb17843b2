package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The console at 3 and at 10,000 registered instances: its screenshots for the docs, the time between its frames while
 * instances come and go, and the time of the HTTP API. {@code mvn verify -pl src/it/browser -am -Pconsole
 * -Dit.test=ConsoleAtScaleIT} writes the pictures into {@code src/docs/howto/console}.
 */
@EnabledIfSystemProperty(named = "console.pictures", matches = ".+")
class ConsoleAtScaleIT {

    private static final int MANY = 10_000;
    private static final int RESTARTS_PER_SECOND = 50;
    private static final int WATCHED_FRAMES = 300;
    /** The height of the pictures of few instances. */
    private static final int FEW_HEIGHT = 460;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern ID = Pattern.compile("\"id\":\"([A-Za-z0-9_-]+)\"");
    private static final String ROWS = "document.querySelector('#state').textContent === 'Live'"
            + " && document.querySelectorAll('tbody tr').length >= %d";

    @Test
    void threeInstances() throws Exception {
        try (RegistryUnderTest registry = start(); Browser browser = browser();
                ManyNodes nodes = new ManyNodes(registry.page(""), 3)) {
            nodes.register();
            ScheduledExecutorService clock = reporting(nodes, 0.015);
            services(browser, registry, "3", 2);
            clock.shutdownNow();
        }
    }

    @Test
    void tenThousandInstances() throws Exception {
        try (RegistryUnderTest registry = start(); Browser browser = browser();
                ManyNodes nodes = new ManyNodes(registry.page(""), MANY)) {
            nodes.register();
            ScheduledExecutorService clock = reporting(nodes, 1);
            act(registry, "fraud", "eject?for=30m");
            act(registry, "mail", "drain");
            services(browser, registry, "10000", 20);
            views(browser, registry);
            clock.shutdownNow();
            assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            times(registry);
            watch(browser, registry, nodes);
            kill(browser, registry);
        }
    }

    private static RegistryUnderTest start() throws IOException {
        return RegistryUnderTest.start("-Xmx1g", "-Dmicro.server.handshakes-per-second=100000",
                "-Dmicro.registry-server.heartbeat-timeout=1h", "-Dmicro.ping-interval=10m");
    }

    /** Reports each 2 s about as many calls as before. */
    private static ScheduledExecutorService reporting(ManyNodes nodes, double factor) throws IOException {
        nodes.report(factor);
        AtomicInteger times = new AtomicInteger();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        clock.scheduleWithFixedDelay(() -> {
            try {
                nodes.report(factor * (1 + 0.12 * Math.sin(times.incrementAndGet() * 1.9)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, 2, 2, TimeUnit.SECONDS);
        return clock;
    }

    private static Browser browser() throws IOException {
        return new Browser(Executables.required());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Acts on the first instance of a service. */
    private static void act(RegistryUnderTest registry, String namespace, String action) throws Exception {
        URI list = registry.page("api/namespaces/" + namespace + "/instances?limit=1");
        Matcher id = ID.matcher(send(HttpRequest.newBuilder(list)).body());
        assertThat(id.find()).isTrue();
        URI act = registry.page("api/instances/" + id.group(1) + "/" + action);
        assertThat(send(HttpRequest.newBuilder(act).POST(HttpRequest.BodyPublishers.noBody())).statusCode())
                .isEqualTo(200);
    }

    private static void services(Browser browser, RegistryUnderTest registry, String name, int rows)
            throws IOException {
        String hash = "#/services?sort=-instances";
        // long enough for lines with several points
        String ready = ROWS.formatted(rows)
                + " && [...document.querySelectorAll('.spark path')].some(it => it.getAttribute('d').length > 60)";
        picture(browser, registry, name + "-light", "light", 1280, hash, ready);
        picture(browser, registry, name + "-dark", "dark", 1280, hash, ready);
        picture(browser, registry, name + "-phone", "dark", 390, hash, ROWS.formatted(rows));
    }

    private static void views(Browser browser, RegistryUnderTest registry) throws IOException {
        picture(browser, registry, "10000-map", "light", 1280, "#/map",
                "document.querySelectorAll('.map .node').length > 10 && document.querySelector('.node-note').textContent");
        picture(browser, registry, "10000-instances", "dark", 1280, "#/instances?sort=-state", ROWS.formatted(50));
        picture(browser, registry, "10000-events", "light", 390, "#/events",
                "document.querySelectorAll('.events li').length > 100");
    }

    private static void picture(Browser browser, RegistryUnderTest registry, String name, String scheme, int width,
            String hash, String ready) throws IOException {
        browser.size(width, name.startsWith("3-") ? FEW_HEIGHT : 800);
        browser.prefer(scheme);
        browser.hideScrollbars();
        browser.open(registry.page("assets/uplot-license.txt"));
        browser.open(registry.page(hash));
        browser.await(ready);
        Path file = Path.of(System.getProperty("console.pictures"), "console-" + name + ".png");
        browser.screenshot(file);
        Pictures.shrink(file);
    }

    /** Prints how long the registry takes for the answers that the console asks for, and for the whole list. */
    private static void times(RegistryUnderTest registry) throws Exception {
        for (String path : new String[] { "instances?limit=50", "instances?limit=50&sort=-heartbeat",
                "instances?limit=50&filter=:123", "instances?limit=50&sort=-rate",
                "namespaces/checkout/instances?limit=50", "namespaces?limit=50", "status", "calls", "namespaces" }) {
            double[] millis = new double[30];
            int size = 0;
            for (int i = 0; i < millis.length; i++) {
                long begun = System.nanoTime();
                HttpResponse<String> answer = send(HttpRequest.newBuilder(registry.page("api/" + path)));
                millis[i] = (System.nanoTime() - begun) / 1e6;
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                size = answer.body().length();
            }
            Arrays.sort(millis);
            System.out.printf("GET /api/%-40s %,9d bytes, median %.1f ms, longest %.1f ms%n", path, size,
                    millis[millis.length / 2], millis[millis.length - 1]);
        }
    }

    /** Prints how smoothly the views are drawn while 50 instances a second break off and register again. */
    private static void watch(Browser browser, RegistryUnderTest registry, ManyNodes nodes) throws Exception {
        browser.complaints();
        browser.size(1280, 800);
        browser.prefer("light");
        browser.open(registry.page("assets/uplot-license.txt"));
        browser.open(registry.page("#/services"));
        browser.await(ROWS.formatted(24));
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger restarted = new AtomicInteger();
        try {
            clock.scheduleAtFixedRate(() -> restart(nodes, restarted.getAndIncrement()), 0, 1_000 / RESTARTS_PER_SECOND,
                    TimeUnit.MILLISECONDS);
            Frames frames = new Frames(browser);
            frames.during("services", WATCHED_FRAMES, () -> {
            });
            frames.during("all instances", WATCHED_FRAMES, () -> show(browser, "#/instances", ROWS.formatted(50)));
            frames.during("search", WATCHED_FRAMES, () -> {
                browser.type("#search", ":123");
                browser.await("document.querySelector('.pager').textContent.includes('of 100 instances')");
            });
            frames.during("next page, ten times", 60, () -> {
                show(browser, "#/instances", "document.querySelector('.pager').textContent.includes('1–50 of')");
                for (int page = 1; page <= 10; page++) {
                    browser.click(".pager button:last-child");
                    browser.await("document.querySelector('.pager').textContent.includes('" + (page * 50 + 1) + "–')");
                }
            });
            frames.during("order by the last heartbeat", 60, () -> {
                browser.evaluate(
                        "([...document.querySelectorAll('.sort')].find(it => it.textContent === 'Heard').click(), 1)");
                browser.await("!!document.querySelector('[aria-sort=descending]')");
            });
            frames.during("a service of 2,042 instances", WATCHED_FRAMES,
                    () -> show(browser, "#/service/checkout", ROWS.formatted(50)));
            frames.during("events", WATCHED_FRAMES,
                    () -> show(browser, "#/events", "document.querySelectorAll('.events li').length === 200"));
            frames.during("map", WATCHED_FRAMES,
                    () -> show(browser, "#/map", "document.querySelectorAll('.map .node').length > 10"));
            System.out.println(restarted + " instances were restarted meanwhile");
            assertThat(restarted.get()).isGreaterThan(MANY / 100);
            // on a machine with other work; the times above tell more
            assertThat(frames.median()).isLessThan(40);
            assertThat(frames.blocked()).isLessThan(1_000);
            // these nodes tell no routes
            assertThat(browser.complaints().stream().map(JsonValue::toString)
                    .filter(line -> !line.contains("/routes - "))).isEmpty();
        } finally {
            clock.shutdownNow();
            assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void show(Browser browser, String hash, String condition) {
        browser.evaluate("(location.hash = '" + hash + "', 1)");
        browser.await(condition);
    }

    private static void restart(ManyNodes nodes, int number) {
        try {
            nodes.restart(number % MANY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void kill(Browser browser, RegistryUnderTest registry) throws IOException {
        try (NodeProcess first = NodeProcess.start(registry.page(""), "mortal");
                NodeProcess second = NodeProcess.start(registry.page(""), "mortal")) {
            show(browser, "#/instances?filter=127.0.0.1&sort=-since",
                    "document.querySelector('tbody').textContent.includes('" + first.key() + "')");
            long instances = first.killUntil(browser, ConsoleIT.isGone(first));
            show(browser, "#/service/mortal",
                    "document.querySelector('tbody')?.textContent.includes('" + second.key() + "')");
            long service = second.killUntil(browser, ConsoleIT.isGone(second));
            System.out.println("at 10,000 instances, from kill -9 to the console: all instances " + instances
                    + " ms, its service " + service + " ms");
        }
    }
}
