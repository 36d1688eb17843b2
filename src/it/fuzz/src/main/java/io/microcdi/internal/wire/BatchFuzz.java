package io.microcdi.internal.wire;

import java.util.ArrayList;
import java.util.List;

import jakarta.json.JsonArray;
import jakarta.json.JsonValue;

import io.microcdi.it.fuzz.Input;

/** A message with an array of frames: it is JSON as a whole, and has as many frames as elements. */
public final class BatchFuzz {

    private BatchFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new Input(bytes).text();
        FrameReader reader = new FrameReader(WireLimits.DEFAULT);
        Input.check(!reader.isBatch(text), "no batch before it was announced");
        reader.enableBatches();
        List<Frame> frames = new ArrayList<>();
        Input.timed(bytes.length, () -> {
            try {
                reader.readBatch(text, frames);
            } catch (JsonSyntaxException broken) {
                return;
            }
            JsonValue value = Input.json(text);
            Input.check(reader.isBatch(text) && value instanceof JsonArray, "a batch is an array for JSON-P", text);
            Input.same(value.asJsonArray().size(), frames.size(), "an element is a frame");
        });
    }
}
