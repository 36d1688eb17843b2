package io.microcdi.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.concurrent.HandlerPool;
import io.microcdi.link.Transport;

/**
 * Has Undertow write on a handler's thread, and several messages at once. It would wake one of its I/O threads for each write of
 * another thread: that takes longer than the write, and often two wakes, since what wakes a selector holds the lock that
 * the woken thread needs first.
 *
 * <p>What it writes is kept in order by Undertow itself, under its lock, so that pongs and close frames of its own come
 * between messages. Not with TLS: its conduit is used by one thread.
 */
final class UndertowMessages implements DirectMessages {

    private static final Logger LOG = Logger.getLogger(UndertowMessages.class);

    private final UndertowMethods undertow;
    private final RemoteEndpoint remote;
    private final Object channel;
    private final Thread ioThread;
    private final MaskingKeys keys;

    private UndertowMessages(Session session) throws ReflectiveOperationException {
        this.undertow = UndertowMethods.of(session.getClass());
        this.remote = session.getAsyncRemote();
        this.channel = undertow.channel(session);
        this.ioThread = undertow.ioThread(channel);
        this.keys = undertow.isClient(channel) ? new MaskingKeys() : null;
    }

    static UndertowMessages of(Session session) {
        if (UndertowSession.is(session) && !session.isSecure()
                && session.getNegotiatedExtensions().isEmpty()) {
            try {
                return new UndertowMessages(session);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "Undertow's I/O threads write what other threads send");
            }
        }
        return null;
    }

    /**
     * A handler's thread has put off what belongs together, and the I/O thread would write in any case. For others, as those that
     * call and wait, Undertow's detour is of use: what several of them send meanwhile travels together.
     */
    @Override
    public boolean isForOne() {
        return HandlerPool.isAtWork() || Thread.currentThread() == ioThread;
    }

    @Override
    public void send(List<byte[]> messages, boolean binary, Transport.Sent done) {
        boolean written;
        try {
            written = write(messages, binary, done);
        } catch (IOException | RuntimeException e) {
            done.sent(e);
            return;
        }
        if (written) {
            done.sent(null);
        }
    }

    /** Whether all was written; else it is told when it has been. */
    private boolean write(List<byte[]> messages, boolean binary, Transport.Sent done) throws IOException {
        ByteBuffer bytes = WholeFrames.of(messages, binary, keys);
        Object frames;
        // Undertow's own word for it: what is queued meanwhile, also by others, waits for the next flush
        remote.setBatchingAllowed(true);
        try {
            frames = undertow.queue(channel, bytes, binary);
        } finally {
            // before the flush: who queues something from now on flushes it, and what was queued until now is flushed here
            remote.setBatchingAllowed(false);
            undertow.flush(channel);
        }
        boolean written = undertow.isWritten(frames);
        if (!written) {
            AtomicBoolean told = new AtomicBoolean();
            undertow.whenWritable(frames, () -> tellOnce(frames, told, done));
        }
        return written;
    }

    /** Undertow may call twice. */
    private void tellOnce(Object frame, AtomicBoolean told, Transport.Sent done) {
        Throwable failure = null;
        try {
            if (!undertow.isWritten(frame)) {
                return;
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
        if (told.compareAndSet(false, true)) {
            done.sent(failure);
        }
    }
}
