package io.microcdi.internal.registry.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.websocket.HandshakeRate;

/**
 * Lets the handshakes of nodes wait before Tomcat parses them, and refuses them by a text that is made beforehand. A
 * connection whose client has gone is closed before any work is done for it. All other requests pass at once.
 * Thread-safe.
 */
final class GatedHandler implements Handler<NioChannel> {

    /** The bytes of a request that are read to know whether it is a handshake. They fit the buffer of a connection. */
    private static final int HEAD_BYTES = 1024;
    /** The bytes of a refused request that are read, because a reset would otherwise overtake the answer. */
    private static final int REFUSED_BYTES = 16 << 10;
    private static final Pattern TARGET = Pattern.compile("GET (/[^ ?]+)(\\?[^ ]*)? HTTP/1\\.1\r\n");
    private static final Pattern VERSION = Pattern.compile("[?&]v=\\d");
    private static final Pattern UPGRADE = Pattern.compile("\r\nupgrade: *websocket *\r\n", Pattern.CASE_INSENSITIVE);
    private static final String END = "\r\n\r\n";
    private static final long TICK_MILLIS = 20;

    private final Handler<NioChannel> handler;
    private final BoundedEndpoint endpoint;
    private final HandshakeGate<SocketWrapperBase<NioChannel>> gate;
    /** The connections whose handshakes waited and may begin. */
    private final Set<SocketWrapperBase<NioChannel>> admitted = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private final LogLimit log = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));

    GatedHandler(Handler<NioChannel> handler, BoundedEndpoint endpoint,
            HandshakeGate<SocketWrapperBase<NioChannel>> gate) {
        this.handler = handler;
        this.endpoint = endpoint;
        this.gate = gate;
    }

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> wrapper, SocketEvent event) {
        if (event != SocketEvent.OPEN_READ || wrapper.getCurrentProcessor() != null) {
            return handler.process(wrapper, event);
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

    private SocketState arrive(SocketWrapperBase<NioChannel> wrapper) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        wrapper.read(false, head);
        String text = new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
        wrapper.unRead(head.flip());
        Matcher target = TARGET.matcher(text);
        if (!target.lookingAt() || !HandshakeRate.concerns(target.group(1)) || !mayUpgrade(text)) {
            return handler.process(wrapper, SocketEvent.OPEN_READ);
        }
        boolean obeys = target.group(2) != null && VERSION.matcher(target.group(2)).find();
        int decision = gate.arrive(wrapper, null, obeys, true);
        if (decision == HandshakeGate.BEGINS) {
            return begin(wrapper);
        }
        if (decision == HandshakeGate.WAITS) {
            // not read any more until then, so that it holds no thread
            endpoint.parked(wrapper);
            tickLater();
            return SocketState.LONG;
        }
        refuse(wrapper, decision);
        return SocketState.CLOSED;
    }

    /** A head that is longer than the bytes that were read may have the header after them. */
    private static boolean mayUpgrade(String head) {
        return UPGRADE.matcher(head).find() || head.length() == HEAD_BYTES && !head.contains(END);
    }

    /** Does a handshake whose turn has come, unless its client has gone. */
    private SocketState begin(SocketWrapperBase<NioChannel> wrapper) {
        boolean gone = true;
        try {
            gone = isGone(wrapper);
            return gone ? SocketState.CLOSED : handler.process(wrapper, SocketEvent.OPEN_READ);
        } catch (IOException e) {
            return SocketState.CLOSED;
        } finally {
            if (gone) {
                gate.endGone();
            } else {
                gate.end();
            }
            beginWaiting();
        }
    }

    /** Returns whether the client has closed the connection. It looks behind the request, which is read already. */
    private static boolean isGone(SocketWrapperBase<NioChannel> wrapper) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        wrapper.read(false, head);
        if (head.hasRemaining()) {
            ByteBuffer rest = ByteBuffer.allocate(HEAD_BYTES);
            try {
                wrapper.read(false, rest);
            } catch (IOException gone) {
                return true;
            }
            if (rest.position() > head.remaining()) {
                wrapper.getSocketBufferHandler().expand(2 * HEAD_BYTES);
                head = ByteBuffer.allocate(2 * HEAD_BYTES).put(head.flip());
            }
            head.put(rest.flip());
        }
        wrapper.unRead(head.flip());
        return false;
    }

    /** Begins the handshakes whose turn has come, on threads of the server. */
    private void beginWaiting() {
        for (SocketWrapperBase<NioChannel> wrapper : gate.next()) {
            admitted.add(wrapper);
            if ((wrapper.isClosed() || !endpoint.processSocket(wrapper, SocketEvent.OPEN_READ, true))
                    && admitted.remove(wrapper)) {
                gate.endGone();
                wrapper.close();
            }
        }
    }

    private void tickLater() {
        if (ticking.compareAndSet(false, true)) {
            endpoint.getUtilityExecutor().schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Begins handshakes at the rate for a second, and refuses those that have waited for too long. */
    private void tick() {
        ticking.set(false);
        beginWaiting();
        gate.removeExpired().forEach((wrapper, seconds) -> {
            Lock lock = wrapper.getLock();
            lock.lock();
            try {
                refuse(wrapper, seconds);
                wrapper.close();
            } finally {
                lock.unlock();
            }
        });
        if (gate.waiting() > 0) {
            tickLater();
        }
    }

    private void refuse(SocketWrapperBase<NioChannel> wrapper, int seconds) {
        long before = log.take(System.nanoTime());
        if (before >= 0) {
            TomcatLog.LOG.handshakesRefused(gate.waiting(), before);
        }
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
