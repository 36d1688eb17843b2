package io.microcdi.internal.websocket;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import io.microcdi.internal.link.Transport;

/**
 * A send window for servers that report a message as sent when they have only queued it. It reports a message as sent
 * when the other end has read enough of the messages before it.
 *
 * <p>The window sends a ping after each group of messages. The pong shows that the other end has read all messages
 * before the ping. Two pings may be unanswered. Messages after them are reported as sent only when a pong has come. The
 * link thus waits as on other servers, and detects a peer that does not read. Thread-safe.
 */
final class SendWindow {

    /** The number of messages in a group. It is small because Payara allocates a buffer of 8 KiB for each message. */
    private static final int GROUP_MESSAGES = 128;
    private static final int GROUP_CHARACTERS = 64 << 10;
    private static final int MAX_UNANSWERED_PINGS = 2;

    /** The payload of the first ping. It is random, so that a peer cannot send the pong before it has read the ping. */
    private final long first = ThreadLocalRandom.current().nextLong();
    private final Consumer<ByteBuffer> ping;
    private long lastPing;
    private long lastPong;
    private int messages;
    private int characters;
    private Transport.Sent deferred;

    /**
     * Makes a window.
     *
     * @param ping sends a ping with a payload
     */
    SendWindow(Consumer<ByteBuffer> ping) {
        this.ping = ping;
    }

    /**
     * Called when the server has queued a message.
     *
     * @param length the length of the message in characters
     * @param done called now, or when the window has room again
     */
    void queued(int length, Transport.Sent done) {
        long due = 0;
        boolean full;
        synchronized (this) {
            messages++;
            characters += length;
            if (messages >= GROUP_MESSAGES || characters >= GROUP_CHARACTERS) {
                messages = 0;
                characters = 0;
                due = ++lastPing;
            }
            full = lastPing - lastPong > MAX_UNANSWERED_PINGS;
            if (full) {
                deferred = done;
            }
        }
        if (due > 0) {
            ping.accept(ByteBuffer.allocate(Long.BYTES).putLong(first + due).flip());
        }
        if (!full) {
            done.sent(null);
        }
    }

    /** Called when a pong has come. Pongs of other pings are ignored. */
    void pong(ByteBuffer payload) {
        Transport.Sent released = null;
        synchronized (this) {
            if (payload.remaining() != Long.BYTES) {
                return;
            }
            long number = payload.getLong(payload.position()) - first;
            if (number > lastPong && number <= lastPing) {
                lastPong = number;
                released = deferred;
                deferred = null;
            }
        }
        if (released != null) {
            released.sent(null);
        }
    }
}
