package io.microcdi.internal.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

import io.microcdi.it.fuzz.Input;

/**
 * Messages between the registries of a cluster, and what a peer says before the first of them: refused by
 * {@link IOException}, or read again as the same. Without the secret nothing is read.
 */
public final class CodecFuzz {

    private static final Secret SECRET = new Secret("a secret of thirty-two characters", "fuzz");
    private static final Codec PLAIN = new Codec(null);
    private static final Codec SIGNED = new Codec(SECRET);

    private CodecFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        int kind = input.below(4);
        int offset = input.below(3);
        byte[] rest = input.next(bytes.length);
        Input.timed(bytes.length, () -> {
            switch (kind) {
                case 0 -> check(PLAIN, shifted(rest, offset), offset);
                case 1 -> Input.check(read(SIGNED, shifted(rest, offset), offset) == null,
                        "nothing is read that has no signature", rest.length);
                case 2 -> check(SIGNED, shifted(signed(rest), offset), offset);
                default -> prove(rest);
            }
        });
    }

    private static byte[] shifted(byte[] bytes, int offset) {
        byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        return shifted;
    }

    private static byte[] signed(byte[] content) {
        byte[] signature = SECRET.sign(content, content.length);
        byte[] both = Arrays.copyOf(content, content.length + signature.length);
        System.arraycopy(signature, 0, both, content.length, signature.length);
        return both;
    }

    private static Codec.Message read(Codec codec, byte[] bytes, int offset) {
        try {
            return codec.read(bytes, offset, bytes.length - offset);
        } catch (IOException refused) {
            return null;
        }
    }

    private static void check(Codec codec, byte[] bytes, int offset) {
        Codec.Message message = read(codec, bytes, offset);
        if (message == null) {
            return;
        }
        Input.check(message.put().size() <= Codec.MAX_ENTRIES && message.removed().size() <= Codec.MAX_ENTRIES,
                "a message has few entries", message.put().size());
        try {
            byte[] written = codec.write(message);
            Input.same(message, codec.read(written, 0, written.length), "written bytes are read as the same message");
        } catch (IOException e) {
            throw new AssertionError("a message that was read can be written", e);
        }
    }

    /** Lets a peer say anything to both sides of a new connection. */
    private static void prove(byte[] said) {
        ConnectionProof proof = new ConnectionProof(SECRET, "messages", new BoundedReports());
        for (boolean accepts : new boolean[] { true, false }) {
            try (MemorySocket socket = new MemorySocket(said)) {
                if (accepts) {
                    proof.accept(socket);
                } else {
                    proof.dial(socket);
                }
                throw new AssertionError("nobody proves a secret that it does not know");
            } catch (IOException refused) {
                // as it is documented
            }
        }
        try {
            SecretToken token = new SecretToken();
            token.readFrom(new DataInputStream(new ByteArrayInputStream(said)));
            Input.check(!token.authenticate(new SecretToken(SECRET.sign(new byte[0], 0)), null),
                    "a token is not guessed");
        } catch (IOException tooShort) {
            // as it is documented
        }
    }

    /** A connection whose peer has said all and closed. */
    private static final class MemorySocket extends Socket {

        private final InputStream in;
        private final OutputStream out = new ByteArrayOutputStream();

        MemorySocket(byte[] said) {
            in = new ByteArrayInputStream(said);
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public OutputStream getOutputStream() {
            return out;
        }

        @Override
        public void setSoTimeout(int millis) {
            // nothing here waits
        }
    }
}
