package io.microcdi.internal.wire;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.microcdi.it.fuzz.Input;

/** One message as one frame: JSON-P sees the same members, and what is written again is read as the same frame. */
public final class FrameFuzz {

    private FrameFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new Input(bytes).text();
        FrameReader reader = new FrameReader(WireLimits.DEFAULT);
        Input.timed(bytes.length, () -> check(reader, text, reader.read(text)));
    }

    static void check(FrameReader reader, String text, Frame frame) {
        if (frame instanceof Frame.Malformed bad) {
            Input.check(bad.reason() != null && !bad.reason().isEmpty(), "a fault has a reason", text);
            // the reader keeps nothing of one message for the next
            Input.same(frame, reader.read(text), "the same message is the same frame");
            return;
        }
        JsonValue value = Input.json(text);
        Input.check(value instanceof JsonObject, "a frame is an object for JSON-P", text);
        checkMembers((JsonObject) value, frame);
        String written = written(frame);
        if (written != null) {
            Input.same(frame, reader.read(written), "a written text is read as the same value");
        }
    }

    private static void checkMembers(JsonObject object, Frame frame) {
        if (frame instanceof Frame.Request request) {
            Input.same(request.id(), ((JsonNumber) object.get("id")).longValue(), "id");
            JsonObject data = object.getJsonObject("data");
            Input.same(data.getString("url"), request.url(), "url");
            Input.same(data.get("data"), request.payload() == null ? null : Input.json(request.payload()), "payload");
            if (request.metadata() != null) {
                JsonObject metadata = data.getJsonObject("metadata");
                Input.same(metadata.size(), request.metadata().size(), "metadata");
                request.metadata().forEach(
                        (name, text) -> Input.same(((JsonString) metadata.get(name)).getString(), text, name));
            }
        } else if (frame instanceof Frame.Abort abort) {
            Input.same(((JsonNumber) object.get("data")).longValue(), abort.target(), "target");
        }
    }

    /** Returns the frame as this project writes it; {@code null} if it never writes such a one. */
    private static String written(Frame frame) {
        if (frame instanceof Frame.Request request) {
            return FrameWriter.request(request.id(), request.twoway(), JsonText.quote(request.url()),
                    request.payload(), request.timeoutMillis(), metadata(request));
        }
        if (frame instanceof Frame.Command command && command.props() != null && command.protocol() != null) {
            return "{\"id\":" + command.id() + ",\"mode\":0,\"twoway\":" + command.twoway()
                    + ",\"data\":{\"protocol\":" + JsonText.quote(command.protocol()) + ",\"cmd\":"
                    + JsonText.quote(command.cmd()) + ",\"props\":" + command.props() + "}}";
        }
        if (frame instanceof Frame.Abort abort) {
            return FrameWriter.abort(abort.id(), abort.target());
        }
        if (frame instanceof Frame.Response response && !response.isSuccess() && response.payload() != null) {
            return FrameWriter.failure(response.id(), response.status(), response.message(), response.payload(),
                    !response.executed());
        }
        return null;
    }

    private static String metadata(Frame.Request request) {
        if (request.metadata() == null) {
            return null;
        }
        StringBuilder text = new StringBuilder("{");
        request.metadata().forEach((name, value) -> text.append(text.length() == 1 ? "" : ",")
                .append(JsonText.quote(name)).append(':').append(JsonText.quote(value)));
        return text.append('}').toString();
    }
}
