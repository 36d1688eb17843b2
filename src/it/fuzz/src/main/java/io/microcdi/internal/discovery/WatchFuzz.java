package io.microcdi.internal.discovery;

import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameReader;
import io.microcdi.internal.wire.WireLimits;
import io.microcdi.it.fuzz.Input;

/** Messages of a registry: refused by {@link IllegalArgumentException}, or a list of checked addresses. */
public final class WatchFuzz {

    private WatchFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        // as it comes: the frame was checked before
        Frame frame = new FrameReader(WireLimits.DEFAULT).read("{\"id\":0,\"mode\":0,\"data\":{\"url\":\"/-/changed\","
                + "\"data\":" + new Input(bytes).text() + "}}");
        if (frame instanceof Frame.Request request) {
            Input.timed(bytes.length, () -> {
                quietly(() -> WatchMessages.listing("payments", request.payload()));
                quietly(() -> WatchMessages.change(request.payload()));
                quietly(() -> FindAnswer.read("payments", request.payload(), true));
            });
        }
    }

    private static void quietly(Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException refused) {
            // as it is documented
        }
    }
}
