package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** A headless Chromium with one window. */
final class Browser implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
    // Chromium talks to nobody but the pages under test.
    private static final List<String> FLAGS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--window-size=900,900", "--lang=en");
    // Waits for an expression to become true; it is asked again whenever the page changes. It is a part of the script,
    // for the page's content policy forbids to compile text.
    private static final String AWAIT = """
            const [done] = arguments;
            const holds = () => (%s);
            const look = () => { if (holds()) { observer.disconnect(); done(true); } };
            const observer = new MutationObserver(look);
            observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
            look();
            """;

    private static final String NOTE = """
            (() => {
              const holds = () => (%s);
              const look = () => { if (holds()) { watching.disconnect(); window.notedAt = Date.now(); } };
              const watching = new MutationObserver(look);
              window.notedAt = 0;
              watching.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
              look();
            })()
            """;

    private final Process driver;
    private final WebDriver session;

    Browser(Executables executables) throws IOException {
        driver = new ProcessBuilder(executables.driver().toString(), "--port=0").redirectErrorStream(true).start();
        int port = port(driver.inputReader());
        JsonObject options = Json.createObjectBuilder().add("binary", executables.chromium().toString())
                .add("args", Json.createArrayBuilder(FLAGS)).build();
        JsonObject capabilities = Json.createObjectBuilder().add("goog:chromeOptions", options)
                .add("goog:loggingPrefs", Json.createObjectBuilder().add("browser", "ALL")).build();
        session = WebDriver.open(URI.create("http://127.0.0.1:" + port + "/"), capabilities);
    }

    private static int port(BufferedReader output) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = STARTED.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            seen.append(line).append('\n');
        }
        throw new IOException("chromedriver ended: " + seen);
    }

    void open(URI page) {
        session.post("url", Json.createObjectBuilder().add("url", page.toString()).build());
    }

    void click(String selector) {
        session.post("element/" + find(selector) + "/click", JsonValue.EMPTY_JSON_OBJECT);
    }

    /** Replaces what a field holds. */
    void type(String selector, String text) {
        String element = find(selector);
        session.post("element/" + element + "/clear", JsonValue.EMPTY_JSON_OBJECT);
        session.post("element/" + element + "/value", Json.createObjectBuilder().add("text", text).build());
    }

    /** The text that a person sees there. */
    String text(String selector) {
        return session.get("element/" + find(selector) + "/text").toString().replaceAll("^\"|\"$", "");
    }

    private String find(String selector) {
        JsonObject query = Json.createObjectBuilder().add("using", "css selector").add("value", selector).build();
        return session.post("element", query).asJsonObject().getString(ELEMENT);
    }

    /** Waits until an expression in JavaScript is true, a minute at most. */
    void await(String condition) {
        session.post("timeouts", Json.createObjectBuilder().add("script", 60_000).build());
        session.post("execute/async", Json.createObjectBuilder().add("script", AWAIT.formatted(condition))
                .add("args", JsonValue.EMPTY_JSON_ARRAY).build());
    }

    /**
     * Starts to wait for an expression, as {@link #await} does. {@link #noted} tells when it became true. The expression must
     * be false now.
     */
    void note(String condition) {
        run(NOTE.formatted(condition));
        assertThat(evaluate("window.notedAt")).as(condition + " before anything has happened")
                .isEqualTo(Json.createValue(0));
    }

    /** Waits until the expression of {@link #note} is true. Returns since when, in milliseconds since the epoch. */
    long noted() {
        await("window.notedAt > 0");
        return ((JsonNumber) evaluate("window.notedAt")).longValue();
    }

    /** The value of an expression in JavaScript. */
    JsonValue evaluate(String expression) {
        return session.post("execute/sync", Json.createObjectBuilder().add("script", "return " + expression)
                .add("args", JsonValue.EMPTY_JSON_ARRAY).build());
    }

    /** Runs a script, whatever the page's content policy says. */
    void run(String script) {
        session.post("goog/cdp/execute", Json.createObjectBuilder().add("cmd", "Runtime.evaluate")
                .add("params", Json.createObjectBuilder().add("expression", script)).build());
    }

    /** Presses keys, one after the other, wherever the focus is. Special keys are those of WebDriver. */
    void press(String keys) {
        JsonArrayBuilder actions = Json.createArrayBuilder();
        keys.codePoints().mapToObj(Character::toString).forEach(key -> {
            actions.add(Json.createObjectBuilder().add("type", "keyDown").add("value", key));
            actions.add(Json.createObjectBuilder().add("type", "keyUp").add("value", key));
        });
        session.post("actions", Json.createObjectBuilder().add("actions", Json.createArrayBuilder().add(
                Json.createObjectBuilder().add("type", "key").add("id", "keyboard").add("actions", actions))).build());
    }

    /** Shows pages in a window of this size. */
    void size(int width, int height) {
        session.post("goog/cdp/execute",
                Json.createObjectBuilder().add("cmd", "Emulation.setDeviceMetricsOverride")
                        .add("params", Json.createObjectBuilder().add("width", width).add("height", height)
                                .add("deviceScaleFactor", 1).add("mobile", false))
                        .build());
    }

    /** Shows no bars for scrolling, as on a phone, for pictures. */
    void hideScrollbars() {
        session.post("goog/cdp/execute", Json.createObjectBuilder().add("cmd", "Emulation.setScrollbarsHidden")
                .add("params", Json.createObjectBuilder().add("hidden", true)).build());
    }

    /** The errors of the browser since the last call. */
    JsonArray complaints() {
        return session.post("se/log", Json.createObjectBuilder().add("type", "browser").build()).asJsonArray();
    }

    /** Shows pages as to a person who prefers dark or light ones. */
    void prefer(String scheme) {
        JsonObject feature = Json.createObjectBuilder().add("name", "prefers-color-scheme").add("value", scheme)
                .build();
        session.post("goog/cdp/execute", Json.createObjectBuilder().add("cmd", "Emulation.setEmulatedMedia")
                .add("params", Json.createObjectBuilder().add("features", Json.createArrayBuilder().add(feature)))
                .build());
    }

    void screenshot(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        String image = session.get("screenshot").toString();
        Files.write(file, Base64.getDecoder().decode(image.substring(1, image.length() - 1)));
    }

    @Override
    public void close() {
        try {
            session.close();
        } finally {
            driver.destroy();
        }
    }
}
