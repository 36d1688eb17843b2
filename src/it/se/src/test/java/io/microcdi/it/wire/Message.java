package io.microcdi.it.wire;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * A frame, read by a general JSON parser and not by the code under test.
 *
 * @param json the whole of it
 */
record Message(JsonObject json) {

    private static final String CORRELATION_ID = "_correlationId";

    /** Reads a text; empty if it is no object with an id and a mode. */
    static Optional<Message> read(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readValue() instanceof JsonObject object && object.containsKey("id")
                    && object.containsKey("mode") ? Optional.of(new Message(object)) : Optional.empty();
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    static Message of(String text) {
        return read(text).orElseThrow(() -> new AssertionError("not a frame: " + text));
    }

    long id() {
        return json.getJsonNumber("id").longValueExact();
    }

    private int mode() {
        return json.getInt("mode");
    }

    boolean isRequest() {
        return mode() == 0;
    }

    boolean isAnswer() {
        return mode() == 1;
    }

    boolean isAbort() {
        return mode() == 2;
    }

    boolean wantsAnswer() {
        return json.getBoolean("twoway", false);
    }

    /** The id of the request that an ABORT gives up. */
    long target() {
        return json.getJsonNumber("data").longValueExact();
    }

    private JsonObject data() {
        return json.get("data") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }

    String url() {
        return data().getString("url", "");
    }

    /** The payload of a request or the result of an answer; {@code null} where there is none. */
    JsonValue payload() {
        return data().get("data");
    }

    /** The status of an answer, without the quotes of one that is a text. */
    String status() {
        JsonValue status = data().get("status");
        return status instanceof JsonString text ? text.getString() : String.valueOf(status);
    }

    String message() {
        return data().getString("message", "");
    }

    boolean isFind() {
        return isRequest() && url().equals("/-/find");
    }

    boolean isHeartbeat() {
        return isRequest() && url().equals("/-/heartbeat");
    }

    String namespace() {
        return payload().asJsonObject().getString("namespace");
    }

    /** The keys that a lookup excludes; {@code null} if there are none. */
    List<String> exclude() {
        return payload().asJsonObject().containsKey("exclude")
                ? payload().asJsonObject().getJsonArray("exclude").getValuesAs(JsonString::getString)
                : null;
    }

    /** The correlation id in the payload; empty for what was not sent by {@code call}. */
    String correlationId() {
        return payload() instanceof JsonObject object ? object.getString(CORRELATION_ID, "") : "";
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
