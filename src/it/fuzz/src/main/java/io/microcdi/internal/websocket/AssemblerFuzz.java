package io.microcdi.internal.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.microcdi.internal.link.Receiver;
import io.microcdi.it.fuzz.Input;

/** Parts of messages: each message comes as it was, or the link is refused once, and then nothing comes. */
public final class AssemblerFuzz {

    private static final int MAX_MESSAGE = 64;

    private AssemblerFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        Input.timed(bytes.length, () -> run(input));
    }

    private static void run(Input input) {
        boolean binary = input.below(2) == 1;
        boolean direct = input.below(2) == 1;
        Messages received = new Messages();
        TextAssembler text = new TextAssembler(received, MAX_MESSAGE);
        BinaryAssembler bytes = new BinaryAssembler(received, MAX_MESSAGE, () -> true);
        List<String> expected = new ArrayList<>();
        StringBuilder message = new StringBuilder();
        while (input.hasMore()) {
            boolean last = input.below(2) == 1;
            String part = new String(input.next(input.below(40)), StandardCharsets.ISO_8859_1);
            message.append(part);
            if (received.refusals == 0 && message.length() > MAX_MESSAGE) {
                // in UTF-8 there may be more bytes than characters: the bound may be seen with the last part only
                expected.add(null);
            }
            if (binary) {
                byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
                ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(utf8.length) : ByteBuffer.allocate(utf8.length);
                bytes.onMessage(buffer.put(utf8).flip(), last);
            } else {
                text.onMessage(part, last);
            }
            if (last) {
                if (!expected.contains(null)) {
                    expected.add(message.toString());
                }
                message.setLength(0);
            }
        }
        int tooLarge = expected.indexOf(null);
        List<String> whole = tooLarge < 0 ? expected : expected.subList(0, tooLarge);
        Input.same(whole, received.texts, "whole messages come as they were");
        Input.check(received.refusals <= 1, "a link is refused once", received.refusals);
    }

    private static final class Messages implements Receiver {

        private final List<String> texts = new ArrayList<>();
        private int refusals;

        @Override
        public void text(String message) {
            texts.add(message);
        }

        @Override
        public void alive() {
            // not asked for
        }

        @Override
        public void refuse(int code, String reason) {
            refusals++;
        }

        @Override
        public void closed(int code, String reason) {
            // not asked for
        }
    }
}
