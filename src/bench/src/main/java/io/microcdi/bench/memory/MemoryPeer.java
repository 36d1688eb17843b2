package io.microcdi.bench.memory;

import java.util.function.Consumer;

import io.microcdi.internal.link.Transport;

/**
 * The other end of a link in memory, on the thread of the sender: all that a node then holds of the link is the node's
 * own.
 */
public final class MemoryPeer implements Transport {

    private static final Consumer<String> NOBODY = text -> {
    };

    private final Consumer<String> listener;

    /** One that does not listen. */
    public MemoryPeer() {
        this(NOBODY);
    }

    /** One that gives what it is sent to somebody. */
    public MemoryPeer(Consumer<String> listener) {
        this.listener = listener;
    }

    @Override
    public void send(String text, Sent done) {
        listener.accept(text);
        done.sent(null);
    }

    @Override
    public void ping(Sent done) {
        done.sent(null);
    }

    @Override
    public void close(int code, String reason) {
        // nothing is under it
    }
}
