package io.microcdi.testing;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/**
 * A socket in memory: two transports, each of which is received from at the other end. It checks what every server
 * demands, that nothing is sent while something is being sent. For one thread.
 */
public final class Pipe {

    private final Executor loop;
    private final End dialler = new End();
    private final End acceptor = new End();
    private boolean closed;

    /** A pipe whose messages arrive when the loop gets to them. */
    public Pipe(Executor loop) {
        this.loop = loop;
    }

    /** The end of the dialling node. */
    public End dialler() {
        return dialler;
    }

    /** The end of the accepting node. */
    public End acceptor() {
        return acceptor;
    }

    /** Whether either end closed it, or it was cut. */
    public boolean isClosed() {
        return closed;
    }

    /** Breaks the socket without a word. */
    public void cut() {
        close(1006, "");
    }

    private void close(int code, String reason) {
        if (!closed) {
            closed = true;
            dialler.arrive(() -> dialler.receiver.closed(code, reason));
            acceptor.arrive(() -> acceptor.receiver.closed(code, reason));
        }
    }

    /** One end: the transport of its owner, and the receiver there. */
    public final class End implements Transport {

        private final List<String> sent = new ArrayList<>();
        private final Queue<Runnable> arrived = new ArrayDeque<>();
        private Receiver receiver;
        private Runnable held;
        private boolean stalled;
        private boolean frozen;
        private boolean stopped;
        private boolean sending;
        private int pings;
        private int closeCode;
        private String closeReason;

        /** Sets who receives at this end, and gives it what came before. */
        public void receiver(Receiver newReceiver) {
            receiver = newReceiver;
            thaw();
        }

        /** The receiver of this end. */
        public Receiver receiver() {
            return receiver;
        }

        /** The messages that this end sent, as on the wire. */
        public List<String> sent() {
            return sent;
        }

        /** How many pings were sent by this end. */
        public int pings() {
            return pings;
        }

        /** The code by which this end closed the pipe; 0 if it did not. */
        public int closeCode() {
            return closeCode;
        }

        /** The code and reason with which this end closed the pipe. */
        public String closeReason() {
            return closeReason;
        }

        /** Leaves what this end sends from now on under way: it is neither done nor does it arrive. */
        public void stall() {
            stalled = true;
        }

        /** Ends a stall. */
        public void resume() {
            stalled = false;
            Runnable task = held;
            held = null;
            if (task != null) {
                loop.execute(task);
            }
        }

        /** Lets nothing more arrive at this end, as if its process were stopped: no pong comes back either. */
        public void freeze() {
            frozen = true;
        }

        /** As {@link #freeze()}, and this end closes nothing until it {@linkplain #thaw() thaws}. */
        public void stop() {
            frozen = true;
            stopped = true;
        }

        /** Lets everything arrive again, and what came meanwhile. */
        public void thaw() {
            frozen = false;
            stopped = false;
            for (Runnable task = arrived.poll(); task != null; task = arrived.poll()) {
                loop.execute(task);
            }
        }

        @Override
        public void send(String text, Sent done) {
            check();
            sending = true;
            sent.add(text);
            Runnable finish = () -> {
                sending = false;
                other().arrive(() -> other().receiver.text(text));
                done.sent(closed ? new IOException("closed") : null);
            };
            if (stalled) {
                held = finish;
            } else {
                loop.execute(finish);
            }
        }

        @Override
        public void ping(Sent done) {
            check();
            if (closed) {
                done.sent(new IOException("closed"));
                return;
            }
            pings++;
            other().arrive(() -> arrive(() -> receiver.alive()));
            done.sent(null);
        }

        private void check() {
            if (sending) {
                throw new AssertionError("sent while another message was being sent");
            }
        }

        @Override
        public void close(int code, String reason) {
            if (stopped) {
                arrived.add(() -> close(code, reason));
                return;
            }
            if (!closed) {
                closeCode = code;
                closeReason = reason;
            }
            Pipe.this.close(code, reason);
        }

        private End other() {
            return this == dialler ? acceptor : dialler;
        }

        private void arrive(Runnable task) {
            if (receiver == null || frozen) {
                arrived.add(task);
            } else {
                loop.execute(task);
            }
        }
    }
}
