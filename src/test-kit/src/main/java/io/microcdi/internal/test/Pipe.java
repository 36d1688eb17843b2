package io.microcdi.internal.test;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/** A socket in memory: two transports. Messages arrive on the executor, in the order in which they were sent. Thread-safe. */
final class Pipe {

    private final Executor loop;
    private final End dialler = new End();
    private final End acceptor = new End();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Makes an open pipe.
     *
     * @param loop runs one task after the other
     */
    Pipe(Executor loop) {
        this.loop = loop;
    }

    Transport dialler() {
        return dialler;
    }

    Transport acceptor() {
        return acceptor;
    }

    /** Sets the receivers of both ends. Called on the loop, so that no message arrives before. */
    void connect(Receiver atDialler, Receiver atAcceptor) {
        dialler.receiver = atDialler;
        acceptor.receiver = atAcceptor;
    }

    /** Breaks the pipe without a close frame. */
    void cut() {
        close(1006, "");
    }

    boolean isClosed() {
        return closed.get();
    }

    private void close(int code, String reason) {
        if (closed.compareAndSet(false, true)) {
            loop.execute(() -> dialler.receiver.closed(code, reason));
            loop.execute(() -> acceptor.receiver.closed(code, reason));
        }
    }

    private final class End implements Transport {

        private volatile Receiver receiver;

        private End other() {
            return this == dialler ? acceptor : dialler;
        }

        @Override
        public void send(String text, Sent done) {
            loop.execute(() -> {
                if (closed.get()) {
                    done.sent(new IOException("closed"));
                } else {
                    other().receiver.text(text);
                    done.sent(null);
                }
            });
        }

        @Override
        public void ping(Sent done) {
            loop.execute(() -> {
                if (closed.get()) {
                    done.sent(new IOException("closed"));
                } else {
                    other().receiver.alive();
                    receiver.alive();
                    done.sent(null);
                }
            });
        }

        @Override
        public void close(int code, String reason) {
            Pipe.this.close(code, reason);
        }
    }
}
