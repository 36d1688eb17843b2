package io.microcdi.websocket;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * The masks of a client's frames, which nobody must foresee who chooses what is sent: RFC 6455, 5.3. Many are drawn at
 * once, since drawing is what takes time. Not thread-safe: a session sends one thing at a time.
 */
final class MaskingKeys {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int DRAWN = 64;

    private final ByteBuffer drawn = ByteBuffer.allocate(DRAWN * Integer.BYTES).flip();

    int next() {
        if (!drawn.hasRemaining()) {
            RANDOM.nextBytes(drawn.clear().array());
        }
        return drawn.getInt();
    }
}
