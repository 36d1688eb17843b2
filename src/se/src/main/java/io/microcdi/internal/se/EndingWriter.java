package io.microcdi.internal.se;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

import io.microcdi.internal.concurrent.Timer;

/**
 * Ends the connection of a link. Tyrus closes it as soon as it has sent a close frame. If bytes of the peer come
 * afterwards, the system resets the connection, and bytes that a proxy or the peer has not read yet may be lost: the
 * answers before the close frame, and the frame itself, by which a peer knows which of its requests did not run. The
 * connection therefore stays open until the peer has closed too, as RFC 6455, 7.1.1 describes, or until a time has
 * passed. Frames that come meanwhile are ignored.
 *
 * <p>It also ends the connection of a peer that does not read. Tyrus answers pings itself, so the bounds of the link do
 * not apply to these answers. A close frame waits in Grizzly's queue behind messages that the peer never reads, and so
 * does the end of the connection. Thread-safe.
 */
final class EndingWriter extends Writer implements UnmaskingReader.Ending {

    private static final int OPCODE = 0x0F;
    private static final int CLOSE = 8;
    private static final int PONG = 10;
    /** The largest number of answers to pings that wait. No peer that reads has so many. */
    private static final int MAX_PONGS = 64;
    /** The time in which the peer must have read a close frame and all messages before it. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** The time that the peer has for its own close frame. */
    static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Writer next;
    private final Timer timer;
    private final Runnable end;
    private final Goodbyes goodbyes;
    private final ReadSize reads;
    /** Whether Tyrus has closed the connection. Volatile, because each read of the socket asks for it. */
    private volatile boolean closing;
    /** Whether the peer has sent a close frame, and whether the connection has ended; guarded by this, as the next one. */
    private boolean peerCloses;
    private boolean ended;
    private boolean saidGoodbye;
    private final AtomicInteger pongs = new AtomicInteger();

    /**
     * Makes a writer.
     *
     * @param end ends the connection at once, and may be called more than once
     * @param goodbyes contains the connection from its close frame to its end
     * @param reads chooses how much of the connection is read
     */
    EndingWriter(Writer next, Timer timer, Runnable end, Goodbyes goodbyes, ReadSize reads) {
        this.goodbyes = goodbyes;
        this.reads = reads;
        this.next = next;
        this.timer = timer;
        this.end = end;
    }

    /** Writes one frame. */
    @Override
    public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> handler) {
        int opcode = frame.get(frame.position()) & OPCODE;
        if (opcode == CLOSE) {
            timer.after(CLOSE_NANOS, end);
            // before Tyrus reports the end of the link, after which the server may stop
            sayGoodbye();
        }
        if (opcode != PONG) {
            next.write(frame, handler);
        } else if (pongs.incrementAndGet() <= MAX_PONGS) {
            next.write(frame, new Counted(handler));
        } else {
            end.run();
            handler.failed(new IOException("more than " + MAX_PONGS + " answers to pings wait for the other end"));
        }
    }

    @Override
    public void close() {
        timer.after(CLOSE_NANOS, end);
        synchronized (this) {
            if (closing || ended) {
                return;
            }
            closing = true;
            sayGoodbye();
            if (!peerCloses) {
                timer.after(GOODBYE_NANOS, this::closeNow);
                return;
            }
        }
        closeNow();
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public void peerCloses() {
        synchronized (this) {
            peerCloses = true;
            if (!closing) {
                return;
            }
        }
        closeNow();
    }

    @Override
    public void read(int bytes, int frames, long nanos) {
        reads.read(bytes, frames, nanos);
    }

    private synchronized void sayGoodbye() {
        if (!saidGoodbye && !ended) {
            saidGoodbye = true;
            goodbyes.begin();
        }
    }

    /** Called when the connection has ended. */
    synchronized void ended() {
        if (!ended) {
            ended = true;
            if (saidGoodbye) {
                goodbyes.end();
            }
        }
    }

    private void closeNow() {
        try {
            next.close();
        } catch (IOException e) {
            end.run();
        }
    }

    /** Counts the answer to a ping until it is written. */
    private final class Counted extends CompletionHandler<ByteBuffer> {

        private final CompletionHandler<ByteBuffer> handler;

        Counted(CompletionHandler<ByteBuffer> handler) {
            this.handler = handler;
        }

        @Override
        public void completed(ByteBuffer result) {
            pongs.decrementAndGet();
            handler.completed(result);
        }

        @Override
        public void failed(Throwable failure) {
            pongs.decrementAndGet();
            handler.failed(failure);
        }

        @Override
        public void cancelled() {
            pongs.decrementAndGet();
            handler.cancelled();
        }
    }
}
