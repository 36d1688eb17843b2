package io.microcdi.internal.websocket;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import io.microcdi.internal.link.Transport;

/**
 * Holds messages back until the other end has read those before, on servers that take a message for sent as soon as they
 * have queued it. A ping goes behind every so many messages; its pong says that all before it were read. Two pings may be
 * without their pongs: what is sent after them is told as sent only when one has come, so that the link waits as it does
 * on other servers, and notices a peer that does not read. Thread-safe.
 */
final class SendWindow {

    /** Payara keeps a buffer of 8 KiB for each small message. */
    private static final int MESSAGES = 128;
    private static final int CHARACTERS = 64 << 10;
    private static final int PINGS = 2;

    /** What a pong must bring back: another end cannot confirm what it has not read. */
    private final long first = ThreadLocalRandom.current().nextLong();
    private final Consumer<ByteBuffer> ping;
    private long pinged;
    private long confirmed;
    private int messages;
    private int characters;
    private Transport.Sent held;

    /**
     * A window.
     *
     * @param ping sends a ping with a payload
     */
    SendWindow(Consumer<ByteBuffer> ping) {
        this.ping = ping;
    }

    /** The server has taken a message of so many characters; {@code done} is told now, or when there is room again. */
    void taken(int length, Transport.Sent done) {
        long due = 0;
        boolean full;
        synchronized (this) {
            messages++;
            characters += length;
            if (messages >= MESSAGES || characters >= CHARACTERS) {
                messages = 0;
                characters = 0;
                due = ++pinged;
            }
            full = pinged - confirmed > PINGS;
            if (full) {
                held = done;
            }
        }
        if (due > 0) {
            ping.accept(ByteBuffer.allocate(Long.BYTES).putLong(first + due).flip());
        }
        if (!full) {
            done.sent(null);
        }
    }

    /** A pong came; those of other pings are ignored. */
    void pong(ByteBuffer payload) {
        Transport.Sent released = null;
        synchronized (this) {
            if (payload.remaining() != Long.BYTES) {
                return;
            }
            long number = payload.getLong(payload.position()) - first;
            if (number > confirmed && number <= pinged) {
                confirmed = number;
                released = held;
                held = null;
            }
        }
        if (released != null) {
            released.sent(null);
        }
    }
}
