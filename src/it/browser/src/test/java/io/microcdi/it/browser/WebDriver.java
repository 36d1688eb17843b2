package io.microcdi.it.browser;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;

/** A session of the W3C WebDriver protocol: JSON over HTTP. */
final class WebDriver implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI base;

    private WebDriver(URI base) {
        this.base = base;
    }

    static WebDriver open(URI driver, JsonObject capabilities) {
        JsonObject body = Json.createObjectBuilder()
                .add("capabilities", Json.createObjectBuilder().add("alwaysMatch", capabilities)).build();
        JsonValue answer = new WebDriver(driver).post("session", body);
        return new WebDriver(driver.resolve("session/" + answer.asJsonObject().getString("sessionId") + "/"));
    }

    JsonValue get(String command) {
        return send(HttpRequest.newBuilder(base.resolve(command)).GET());
    }

    JsonValue post(String command, JsonValue body) {
        return send(HttpRequest.newBuilder(base.resolve(command)).POST(BodyPublishers.ofString(body.toString())));
    }

    private static JsonValue send(HttpRequest.Builder request) {
        try {
            String text = CLIENT.send(request.timeout(Duration.ofSeconds(120)).build(), BodyHandlers.ofString()).body();
            try (JsonReader reader = Json.createReader(new StringReader(text))) {
                JsonValue value = reader.readObject().get("value");
                if (value instanceof JsonObject object && object.containsKey("error")) {
                    throw new AssertionError(object.getString("error") + ": " + object.getString("message"));
                }
                return value;
            }
        } catch (IOException e) {
            throw new AssertionError("chromedriver does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        send(HttpRequest.newBuilder(URI.create(base.toString().replaceAll("/$", ""))).DELETE());
    }
}
