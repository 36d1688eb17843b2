package io.microcdi.internal.link;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.microcdi.it.fuzz.Input;

/** The codes and reasons of close frames: a reason that is sent fits a frame, and one that comes says what was written. */
public final class CloseFuzz {

    private static final int MAX_BYTES = 120;
    private static final int LONG = 256 << 10;

    private CloseFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        int code = 1000 + input.below(20) + 3000 * input.below(2);
        boolean isLong = input.below(2) == 1;
        String rest = input.text();
        String reason = isLong && !rest.isEmpty() ? rest.repeat(LONG / rest.length()) : rest;
        Input.timed(reason.length(), () -> {
            cut(reason);
            Input.same(CloseCodes.received(code), CloseCodes.received(CloseCodes.forDialler(code)),
                    "a dialler's code stands for the same");
            leaving(code, reason);
        });
    }

    private static void cut(String reason) {
        String cut = CloseCodes.cut(reason);
        Input.check(reason.startsWith(cut), "a cut reason is the beginning", cut);
        try {
            int length = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(cut)).remaining();
            Input.check(length <= MAX_BYTES && (cut.length() == reason.length() || length > MAX_BYTES - 4),
                    "a reason is cut to its bound", length);
        } catch (CharacterCodingException e) {
            throw new AssertionError("a cut reason is UTF-8", e);
        }
    }

    private static void leaving(int code, String reason) {
        long highest = LeaveMessages.highest(code, reason);
        if (highest != Long.MAX_VALUE) {
            Input.same(highest, LeaveMessages.highest(CloseCodes.LEAVING, LeaveMessages.reason(highest)),
                    "the highest id is read again as the same");
        }
    }
}
