package io.microcdi.internal.registry.tomcat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.websocket.HandshakeRate;

/**
 * Lets the handshakes of nodes wait before Tomcat parses them, and refuses them by a prepared text. If a client has gone, the
 * handler closes the connection and does no work for it. All other requests pass at once. The handler reads less of a request
 * than Tomcat, so {@link HandshakeValve} finds the handshakes that the handler takes for other requests. Thread-safe.
 */
final class GatedHandler implements Handler<NioChannel> {

    /** The bytes of a request that are read to know whether it is a handshake. They fit the buffer of a connection. */
    private static final int HEAD_BYTES = 1024;
    /** The bytes of a refused request that are read, because a reset would otherwise overtake the answer. */
    private static final int REFUSED_BYTES = 16 << 10;
    /**
     * The largest number of bytes that are read to detect that a client has closed its connection. Tomcat accepts no longer
     * head. The number is small, because the buffers of a link keep this size.
     */
    private static final int MAX_EARLY_BYTES = 8 << 10;
    private static final Pattern TARGET = Pattern.compile("GET (/[^ ?]+)(\\?[^ ]*)? HTTP/1\\.1\r\n");
    private static final Pattern VERSION = Pattern.compile("[?&]v=\\d");
    private static final Pattern UPGRADE = Pattern.compile("\r\nupgrade: *websocket *\r\n", Pattern.CASE_INSENSITIVE);
    private static final String END = "\r\n\r\n";
    private static final long TICK_MILLIS = 20;
    /**
     * The longest time that a thread waits until a socket takes bytes. A client that has read the last answer never lets it
     * wait: an answer that is written in this way fits into the empty buffers of a socket. A client that sends requests and
     * reads no answers loses its connection. A longer answer has a listener, which never blocks.
     */
    private static final long BLOCKED_WRITE_MILLIS = 100;
    /** Set on a thread that serves a handshake in progress. */
    private static final ThreadLocal<Boolean> PERMIT = new ThreadLocal<>();
    /** Whether the last request that a thread has begun to serve is a call of the gateway. */
    private static final ThreadLocal<Boolean> CALL = new ThreadLocal<>();
    /** The connection that a thread serves. */
    private static final ThreadLocal<SocketWrapperBase<NioChannel>> SERVED = new ThreadLocal<>();

    private final Handler<NioChannel> handler;
    private final BoundedEndpoint endpoint;
    private final HandshakeGate<SocketWrapperBase<NioChannel>> gate;
    /** The connections whose handshakes waited and may begin. */
    private final Set<SocketWrapperBase<NioChannel>> admitted = ConcurrentHashMap.newKeySet();
    /** The connections on which a call of the gateway waits. */
    private final Set<SocketWrapperBase<NioChannel>> calling = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private final LogLimit tooMany = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));
    private final LogLimit late = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));
    private final LogLimit failed = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));

    GatedHandler(Handler<NioChannel> handler, BoundedEndpoint endpoint,
            HandshakeGate<SocketWrapperBase<NioChannel>> gate) {
        this.handler = handler;
        this.endpoint = endpoint;
        this.gate = gate;
    }

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> wrapper, SocketEvent event) {
        if (event != SocketEvent.OPEN_READ || wrapper.getCurrentProcessor() != null) {
            return serve(wrapper, event);
        }
        if (admitted.remove(wrapper)) {
            endpoint.resumed(wrapper);
            return begin(wrapper);
        }
        try {
            return arrive(wrapper);
        } catch (IOException gone) {
            return SocketState.CLOSED;
        }
    }

    /**
     * Serves requests. If this thread has a permit, the permit ends with the first request, or here if that request is
     * answered 101.
     */
    private SocketState serve(SocketWrapperBase<NioChannel> wrapper, SocketEvent event) {
        boolean isRequest = isRequest(wrapper);
        if (isRequest) {
            wrapper.setWriteTimeout(
                    event == SocketEvent.OPEN_WRITE ? endpoint.getConnectionTimeout() : BLOCKED_WRITE_MILLIS);
        }
        SERVED.set(wrapper);
        try {
            SocketState state = handler.process(wrapper, event);
            if (isRequest && !isRequest(wrapper)) {
                // a link would keep the processor of its handshake, of 75 KB, which serves no other connection
                wrapper.setAppReadBufHandler(null);
            }
            noteCall(wrapper, state);
            if (state == SocketState.LONG && hasListener(wrapper)) {
                wrapper.setWriteTimeout(endpoint.getConnectionTimeout());
            }
            return state;
        } finally {
            CALL.remove();
            SERVED.remove();
            endPermit();
            if (wrapper.isClosed() && wrapper.getCurrentProcessor() instanceof Processor processor
                    && processor.isUpgrade()) {
                // another thread has closed the link while Tomcat served its processor, which Tomcat has then added to the
                // waiting ones
                endpoint.forget(processor);
            }
        }
    }

    /** Called for each request that this thread begins to serve. It may have come behind a long answer. */
    void serves(boolean call) {
        CALL.set(call);
        SocketWrapperBase<NioChannel> wrapper = SERVED.get();
        if (wrapper != null) {
            wrapper.setWriteTimeout(BLOCKED_WRITE_MILLIS);
        }
    }

    /**
     * Records whether a call of the gateway waits. It may wait for long, and its connection must not count as an idle one.
     */
    private void noteCall(SocketWrapperBase<NioChannel> wrapper, SocketState state) {
        Boolean call = CALL.get();
        // Tomcat also returns LONG for a connection with an incomplete header
        boolean waits = state == SocketState.LONG
                && wrapper.getCurrentProcessor() instanceof AbstractProcessor processor && processor.isAsync();
        if (!waits || Boolean.FALSE.equals(call)) {
            if (calling.remove(wrapper) && (state == SocketState.LONG || state == SocketState.OPEN)) {
                endpoint.resumed(wrapper);
            }
        } else if (call != null && calling.add(wrapper)) {
            endpoint.parked(wrapper);
            if (wrapper.isClosed()) { // the connection may have been released before it was added
                calling.remove(wrapper);
            }
        }
    }

    /** Returns the number of connections on which calls of the gateway wait. They have places of their own. */
    int calls() {
        return calling.size();
    }

    /** Returns whether a call of the gateway waits on a connection. */
    boolean isCalling(SocketWrapperBase<NioChannel> wrapper) {
        return calling.contains(wrapper);
    }

    /**
     * Ends the calls of the gateway whose clients have closed their connections. Tomcat does not look at a socket while a
     * request waits for its answer, and the service would go on with its work.
     */
    void endGoneCalls() {
        for (SocketWrapperBase<NioChannel> wrapper : calling) {
            Lock lock = wrapper.getLock();
            if (lock.tryLock()) { // if the lock is taken, a thread serves the connection
                try {
                    if (hasGone(wrapper)) {
                        endpoint.end(wrapper, new EOFException());
                    }
                } catch (Throwable e) { // a failure must not prevent the check of the others
                    logFailed(e);
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private boolean hasGone(SocketWrapperBase<NioChannel> wrapper) {
        if (!calling.contains(wrapper) || wrapper.isClosed()
                || !(wrapper.getCurrentProcessor() instanceof AbstractProcessor processor) || !processor.isAsync()
                || !processor.getRequest().isFinished()) { // Tomcat itself detects it while a body comes
            return false;
        }
        ByteBuffer next = ByteBuffer.allocate(1);
        try {
            int read = wrapper.read(false, next);
            if (read > 0) {
                wrapper.unRead(next.flip());
            }
            return read < 0;
        } catch (IOException gone) {
            return true;
        }
    }

    /** Returns whether a connection is no link. Links set their own timeouts. */
    private static boolean isRequest(SocketWrapperBase<NioChannel> wrapper) {
        return !(wrapper.getCurrentProcessor() instanceof Processor processor && processor.isUpgrade());
    }

    /** Returns whether the answer to a request is written without blocking, so that its client may read slowly. */
    private static boolean hasListener(SocketWrapperBase<NioChannel> wrapper) {
        return wrapper.getCurrentProcessor() instanceof AbstractProcessor processor
                && processor.getRequest().getResponse().getWriteListener() != null;
    }

    private SocketState arrive(SocketWrapperBase<NioChannel> wrapper) throws IOException {
        String head = head(wrapper);
        Matcher target = TARGET.matcher(head);
        if (!target.lookingAt() || !HandshakeRate.concerns(target.group(1)) || !mayUpgrade(head)) {
            return serve(wrapper, SocketEvent.OPEN_READ);
        }
        boolean obeys = target.group(2) != null && VERSION.matcher(target.group(2)).find();
        int decision = gate.arrive(wrapper, network(wrapper), obeys, endpoint.hasRoomToWait());
        if (decision == HandshakeGate.BEGINS) {
            return begin(wrapper);
        }
        if (decision == HandshakeGate.WAITS) {
            // not read any more until then, so that it holds no thread
            endpoint.parked(wrapper);
            tickLater();
            return SocketState.LONG;
        }
        logTooMany();
        refuse(wrapper, decision);
        return SocketState.CLOSED;
    }

    /** Returns the first bytes that have come, and leaves them to be read again. */
    private static String head(SocketWrapperBase<NioChannel> wrapper) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        wrapper.read(false, head);
        wrapper.unRead(head.flip());
        return text(head.array(), head.limit());
    }

    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** A head that is longer than the bytes that were read may have the header after them. */
    private static boolean mayUpgrade(String head) {
        return UPGRADE.matcher(head).find() || head.length() == HEAD_BYTES && !head.contains(END);
    }

    /** Returns the address of the client, or its network for IPv6; {@code null} if it has gone. */
    static String network(SocketWrapperBase<NioChannel> wrapper) {
        SocketChannel channel = wrapper.getSocket().getIOChannel(); // null once the connection is closed
        InetAddress remote = channel == null ? null : channel.socket().getInetAddress();
        return remote == null ? null : IpRanges.network(remote);
    }

    /** Does a handshake whose turn has come, unless its client has gone. */
    private SocketState begin(SocketWrapperBase<NioChannel> wrapper) {
        boolean there = false;
        try {
            there = isThere(wrapper);
        } finally {
            if (there) {
                PERMIT.set(true);
            } else {
                gate.endGone();
                beginWaiting();
            }
        }
        return there ? serve(wrapper, SocketEvent.OPEN_READ) : SocketState.CLOSED;
    }

    /**
     * Returns false if the client has closed the connection. The method reads to the end of the received bytes, and leaves
     * them to be read again. A client that has sent too many bytes after its head counts as gone, because it should have waited for
     * the answer. If the head itself is too long, Tomcat refuses it.
     */
    private static boolean isThere(SocketWrapperBase<NioChannel> wrapper) {
        try {
            byte[] all = new byte[HEAD_BYTES];
            int length = 0;
            int read = wrapper.read(false, ByteBuffer.wrap(all));
            while (read > 0) {
                length += read;
                if (length == MAX_EARLY_BYTES) {
                    if (text(all, length).contains(END)) {
                        return false;
                    }
                    break;
                }
                if (length == all.length) {
                    all = Arrays.copyOf(all, 2 * length);
                }
                read = wrapper.read(false, ByteBuffer.wrap(all, length, all.length - length));
            }
            giveBack(wrapper, all, length);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private static void giveBack(SocketWrapperBase<NioChannel> wrapper, byte[] bytes, int length) {
        SocketBufferHandler buffer = wrapper.getSocketBufferHandler();
        buffer.configureReadBufferForWrite();
        buffer.expand(buffer.getReadBuffer().position() + length);
        wrapper.unRead(ByteBuffer.wrap(bytes, 0, length));
    }

    /** Returns whether this thread has a permit for the handshake that it serves. */
    boolean hasPermit() {
        return PERMIT.get() != null;
    }

    /**
     * Takes a permit for this thread, for a handshake that was found when its request was parsed. It cannot wait.
     *
     * @return {@link HandshakeGate#BEGINS}, or the value of {@code Retry-After}, in seconds
     */
    int tryBegin() {
        int decision = gate.tryBegin();
        if (decision == HandshakeGate.BEGINS) {
            PERMIT.set(true);
        } else {
            logLate();
        }
        return decision;
    }

    /** Ends the permit of this thread, if it has one. */
    void endPermit() {
        if (PERMIT.get() != null) {
            PERMIT.remove();
            gate.end();
            beginWaiting();
        }
    }

    /** Begins the handshakes whose turn has come, on threads of the server. */
    private void beginWaiting() {
        for (SocketWrapperBase<NioChannel> wrapper : gate.next()) {
            boolean begun = false;
            admitted.add(wrapper);
            try {
                begun = !wrapper.isClosed() && endpoint.processSocket(wrapper, SocketEvent.OPEN_READ, true);
            } catch (Throwable e) { // so that it ends no other handshake
                logFailed(e);
            }
            if (!begun && admitted.remove(wrapper)) {
                gate.endGone();
                wrapper.close();
            }
        }
    }

    private void tickLater() {
        if (ticking.compareAndSet(false, true)) {
            try {
                endpoint.getUtilityExecutor().schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (Throwable e) { // so that the next handshake tries again
                ticking.set(false);
                throw e;
            }
        }
    }

    /** Begins handshakes at the rate for a second, and refuses those that have waited for too long. */
    private void tick() {
        ticking.set(false);
        try {
            beginWaiting();
            gate.removeExpired().forEach(this::expire);
        } finally {
            if (gate.waiting() > 0) {
                tickLater();
            }
        }
    }

    private void expire(SocketWrapperBase<NioChannel> wrapper, int seconds) {
        Lock lock = wrapper.getLock();
        lock.lock();
        try {
            logLate();
            refuse(wrapper, seconds);
        } catch (Throwable e) { // a failure must not prevent the refusal of the others
            logFailed(e);
        } finally {
            try {
                wrapper.close();
            } finally {
                lock.unlock();
            }
        }
    }

    private void logFailed(Throwable failure) {
        if (failed.take(System.nanoTime()) >= 0) {
            SafeLog.write(() -> TomcatLog.LOG.handshakeFailed(failure));
        }
    }

    private void logTooMany() {
        long before = tooMany.take(System.nanoTime());
        if (before >= 0) {
            TomcatLog.LOG.handshakesRefused(gate.waiting(), before);
        }
    }

    private void logLate() {
        long before = late.take(System.nanoTime());
        if (before >= 0) {
            TomcatLog.LOG.handshakesLate(gate.waiting(), before);
        }
    }

    private static void refuse(SocketWrapperBase<NioChannel> wrapper, int seconds) {
        ByteBuffer answer = ByteBuffer.wrap(("HTTP/1.1 503 \r\nRetry-After: " + seconds
                + "\r\nContent-Length: 0\r\nConnection: close" + END).getBytes(StandardCharsets.US_ASCII));
        try {
            ByteBuffer rest = ByteBuffer.allocate(HEAD_BYTES);
            for (int read = 0; read < REFUSED_BYTES && wrapper.read(false, rest) > 0; read += HEAD_BYTES) {
                rest.clear();
            }
            wrapper.write(false, answer);
            wrapper.flush(false);
        } catch (IOException gone) {
            // its connection is closed now in any case
        }
    }

    @Override
    public Object getGlobal() {
        return handler.getGlobal();
    }

    @Override
    public void release(SocketWrapperBase<NioChannel> wrapper) {
        gate.leave(wrapper);
        calling.remove(wrapper);
        if (admitted.remove(wrapper)) {
            gate.endGone();
        }
        handler.release(wrapper);
    }

    @Override
    public void pause() {
        handler.pause();
    }

    @Override
    public void recycle() {
        handler.recycle();
    }
}
