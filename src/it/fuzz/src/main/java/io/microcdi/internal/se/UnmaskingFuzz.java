package io.microcdi.internal.se;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.microcdi.it.fuzz.Input;

/**
 * Bytes of a client, cut anywhere. The output does not depend on the cuts, and has the payloads of the input, by a
 * second implementation that reads byte by byte.
 */
public final class UnmaskingFuzz {

    /** The longest frame that is handed over whole. */
    private static final int LONGEST_WHOLE = 16 << 10;

    private UnmaskingFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        int seed = input.below(251) + 1;
        int zeros = input.below(4) == 3 ? 20_000 : 0;
        byte[] sent = Arrays.copyOf(input.next(bytes.length), Math.max(0, bytes.length - 2) + zeros);
        Input.timed(sent.length, () -> {
            byte[] whole = payloads(read(sent, sent.length), false);
            byte[] cut = payloads(read(sent, zeros > 0 ? seed * 97 : seed), false);
            Input.check(Arrays.equals(whole, cut), "cuts do not matter", seed);
            Input.check(Arrays.equals(whole, payloads(sent, true)), "payloads are those that were sent", sent.length);
        });
    }

    private static byte[] read(byte[] sent, int cut) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        UnmaskingReader reader = new UnmaskingReader(part -> {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            read.writeBytes(copy);
        });
        for (int from = 0; from < sent.length; from += cut) {
            reader.handle(ByteBuffer.wrap(sent, from, Math.min(cut, sent.length - from)));
        }
        return read.toByteArray();
    }

    /**
     * The first byte of each message's or control frame's first part, once something of it is there, and all payloads,
     * without masks. It ends at a long frame that RFC 6455 forbids, at a length whose first bit is set, and at a client's
     * frame without a mask.
     */
    private static byte[] payloads(byte[] frames, boolean ofClient) {
        ByteArrayOutputStream payloads = new ByteArrayOutputStream();
        int at = 0;
        while (at + 2 <= frames.length) {
            int first = frames[at] & 0xff;
            boolean masked = (frames[at + 1] & 0x80) != 0;
            int code = frames[at + 1] & 0x7f;
            int size = code == 126 ? 2 : code == 127 ? 8 : 0;
            int header = 2 + size + (masked ? 4 : 0);
            boolean unmasked = ofClient && !masked;
            if (at + header > frames.length && !unmasked) {
                break;
            }
            long length = size == 0 ? code : 0;
            for (int i = 0; i < size && !unmasked; i++) {
                length = length << 8 | frames[at + 2 + i] & 0xff;
            }
            boolean isData = (first & 0x70) == 0 && (first & 0x0f) <= 2;
            if (unmasked || length < 0 || length > LONGEST_WHOLE && !isData) {
                // an empty frame with a reserved bit takes its place
                if ((first & 0x0f) != 0) {
                    payloads.write(first & 0x7f | 0x40);
                }
                break;
            }
            boolean begun = length == 0 || at + header < frames.length;
            if (begun && (first & 0x0f) != 0) {
                payloads.write(first & 0x7f);
            }
            for (long i = 0; i < length && at + header + i < frames.length; i++) {
                int octet = frames[(int) (at + header + i)];
                payloads.write(masked ? octet ^ frames[at + header - 4 + (int) (i % 4)] : octet);
            }
            if (length > frames.length) {
                break;
            }
            at += header + (int) length;
        }
        return payloads.toByteArray();
    }
}
