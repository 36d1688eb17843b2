package io.microcdi.internal.se;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpPacket;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.util.HttpStatus;
import org.glassfish.tyrus.spi.Writer;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.security.HostNames;
import io.microcdi.internal.websocket.HandshakeRate;
import io.microcdi.internal.websocket.LinkAcceptor;

/**
 * Bounds the connections of a server that are not links: their number, their time, and the rate of their handshakes. One
 * address takes at most four fifths of the places. It also answers every request that is no handshake or for another host,
 * and reads no body. Thread-safe.
 */
final class HandshakeFilter extends BaseFilter implements AddOn {

    private static final Attribute<Boolean> LINK = Grizzly.DEFAULT_ATTRIBUTE_BUILDER
            .createAttribute(HandshakeFilter.class.getName());
    private static final Attribute<EndingWriter> ENDING = Grizzly.DEFAULT_ATTRIBUTE_BUILDER
            .createAttribute(EndingWriter.class.getName());
    /** The connection whose handshake this thread has answered. It is removed when Tyrus makes the link. */
    private static final ThreadLocal<Connection<?>> UPGRADED = new ThreadLocal<>();
    private static final int CHECKS_PER_TIMEOUT = 10;
    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final HttpStatus MISDIRECTED = HttpStatus.newHttpStatus(HostNames.MISDIRECTED, HostNames.REASON);

    private static final String WEBSOCKET = "websocket";
    private static final String HTTP_1_1 = "HTTP/1.1";
    /**
     * The headers that Tyrus reads even if its tracing is off. It logs an invalid one without escapes, so that they are
     * removed.
     */
    private static final List<String> TRACING = List.of("X-Tyrus-Tracing-Threshold", "X-Tyrus-Tracing-Accept");

    private final Timer timer;
    private final LinkAcceptor acceptor;
    private final HandshakeRate rate;
    private final HostNames hosts;
    private final long timeoutNanos;
    private final int maxConnecting;
    private final int maxWaiting;
    /** The connections that are not links. The oldest is the first. */
    private final Map<Connection<?>, Accepted> connecting = new LinkedHashMap<>();
    /** The number of these connections of each address. */
    private final Map<String, Integer> connectingByAddress = new HashMap<>();
    /** The number of waiting handshakes of each address. */
    private final Map<String, Integer> waitingByAddress = new ConcurrentHashMap<>();
    private final Goodbyes goodbyes = new Goodbyes();
    private Timer.Alarm check;
    private volatile boolean stopped;

    HandshakeFilter(MicroConfig config, Timer timer, LinkAcceptor acceptor) {
        this.acceptor = acceptor;
        this.timer = timer;
        this.rate = HandshakeRate.waiting(config, timer::nanoTime);
        this.hosts = HostNames.of(config);
        this.timeoutNanos = config.get(ConfigKeys.HANDSHAKE_TIMEOUT).toNanos();
        this.maxConnecting = config.get(ConfigKeys.MAX_CONNECTING);
        this.maxWaiting = partOfOne(config.get(ConfigKeys.MAX_HANDSHAKES));
    }

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder chain) {
        // after the filter that reads requests, and before the one that answers handshakes
        int reader = chain.indexOfType(HttpServerFilter.class);
        chain.set(reader, new RequestReader(listener));
        chain.add(reader + 1, this);
    }

    synchronized void start() {
        check = timer.every(Math.max(timeoutNanos / CHECKS_PER_TIMEOUT, MIN_PAUSE_NANOS), this::closeLate);
    }

    /** Stops the checks. Handshakes that wait for their turn do not go on. */
    synchronized void stop() {
        stopped = true;
        if (check != null) {
            check.cancel();
        }
    }

    /** The time at which a connection was accepted, and the address that it came from. */
    private record Accepted(long at, String address) {
    }

    /** Returns the largest number of places that one address may take, so that some are left for others. */
    private static int partOfOne(int places) {
        return Math.max(1, places - (places + 4) / 5);
    }

    /** Returns the IPv4 address, or the IPv6 network, from which a connection came. */
    private static String address(Connection<?> connection) {
        if (connection.getPeerAddress() instanceof InetSocketAddress peer && peer.getAddress() != null) {
            return IpRanges.network(peer.getAddress());
        }
        return "";
    }

    @Override
    public NextAction handleAccept(FilterChainContext context) {
        Connection<?> oldest = null;
        String address = address(context.getConnection());
        synchronized (connecting) {
            connecting.put(context.getConnection(), new Accepted(timer.nanoTime(), address));
            if (connectingByAddress.merge(address, 1, Integer::sum) > partOfOne(maxConnecting)) {
                oldest = removeOldest(address);
            } else if (connecting.size() > maxConnecting) {
                oldest = removeOldest(null);
            }
        }
        if (oldest != null) {
            oldest.closeSilently();
        }
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleClose(FilterChainContext context) {
        forget(context.getConnection());
        EndingWriter ending = ENDING.get(context.getConnection());
        if (ending != null) {
            ending.ended();
        }
        return context.getInvokeAction();
    }

    private void forget(Connection<?> connection) {
        synchronized (connecting) {
            Accepted accepted = connecting.remove(connection);
            if (accepted != null) {
                removeOne(connectingByAddress, accepted.address());
            }
        }
    }

    /** Removes the oldest connection of an address, or of all addresses if it is {@code null}. */
    private Connection<?> removeOldest(String address) {
        Iterator<Map.Entry<Connection<?>, Accepted>> all = connecting.entrySet().iterator();
        while (true) {
            Map.Entry<Connection<?>, Accepted> next = all.next();
            if (address == null || next.getValue().address().equals(address)) {
                Connection<?> oldest = next.getKey();
                removeOne(connectingByAddress, next.getValue().address());
                all.remove();
                return oldest;
            }
        }
    }

    private static void removeOne(Map<String, Integer> counts, String address) {
        counts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    private void closeLate() {
        long now = timer.nanoTime();
        Connection<?> late = firstLate(now);
        while (late != null) {
            late.closeSilently();
            late = firstLate(now);
        }
    }

    private Connection<?> firstLate(long now) {
        synchronized (connecting) {
            Iterator<Accepted> all = connecting.values().iterator();
            return all.hasNext() && now - all.next().at() >= timeoutNanos ? removeOldest(null) : null;
        }
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        HttpContent content = context.getMessage();
        if (LINK.isSet(context.getConnection()) || !(content.getHttpHeader() instanceof HttpRequestPacket request)) {
            return context.getInvokeAction();
        }
        if (isTwice(request, "Host")) { // RFC 9112, 3.2
            return answer(context, request, HttpStatus.BAD_REQUEST_400);
        }
        if (!hosts.permits(request.getHeader("Host"))) {
            acceptor.refusedHost(request.getRemoteAddress(), request.getHeader("Host"));
            return answer(context, request, MISDIRECTED);
        }
        if (!asksForWebSocket(request)) {
            return answer(context, request, HttpStatus.NOT_FOUND_404);
        }
        // Tyrus accepts no list in this header, and compares it with the field
        request.setHeader("Upgrade", WEBSOCKET);
        request.setUpgrade(WEBSOCKET);
        TRACING.forEach(request.getHeaders()::removeHeader);
        if (request.getContentLength() > 0 || request.containsHeader("Transfer-Encoding") || !isWellFormed(request)) {
            return answer(context, request, HttpStatus.BAD_REQUEST_400);
        }
        String address = address(context.getConnection());
        // a refused handshake must not use up the rate
        boolean full = waitingByAddress.getOrDefault(address, 0) >= maxWaiting;
        long waitNanos = full ? HandshakeRate.REFUSED : rate.turn();
        if (waitNanos == HandshakeRate.REFUSED) {
            return answer(context, request, HttpStatus.SERVICE_UNAVAILABLE_503);
        }
        return waitNanos == 0 ? context.getInvokeAction() : goOnAfter(waitNanos, address, context);
    }

    private static boolean asksForWebSocket(HttpRequestPacket request) {
        for (String upgrade : request.getHeaders().values("Upgrade")) {
            if (HandshakeRate.asksForWebSocket(upgrade)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether Tyrus can process a request. It fails at an unexpected target or header, and Grizzly then logs the
     * target without escapes.
     */
    private static boolean isWellFormed(HttpRequestPacket request) {
        // RFC 6455, 4.1
        if (!Method.GET.equals(request.getMethod()) || !HTTP_1_1.equals(request.getProtocolString())) {
            return false;
        }
        String key = request.getHeader("Sec-WebSocket-Key");
        String connection = request.getHeader("Connection");
        if (isTwice(request, "Origin") || isTwice(request, "Authorization")) {
            return false; // a proxy in front may have checked the other one
        }
        if (key == null || key.isBlank() || connection == null
                || !connection.toLowerCase(Locale.ROOT).contains("upgrade")
                || !request.getRequestURI().startsWith("/")) {
            return false;
        }
        try {
            new URI(request.getQueryString() == null ? request.getRequestURI()
                    : request.getRequestURI() + "?" + request.getQueryString());
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isTwice(HttpRequestPacket request, String header) {
        Iterator<String> values = request.getHeaders().values(header).iterator();
        return values.hasNext() && values.next() != null && values.hasNext();
    }

    private NextAction goOnAfter(long waitNanos, String address, FilterChainContext context) {
        NextAction suspended = context.getSuspendAction();
        context.suspend();
        waitingByAddress.merge(address, 1, Integer::sum);
        timer.after(waitNanos, () -> {
            removeOne(waitingByAddress, address);
            if (context.getConnection().isOpen() && !stopped) {
                context.resumeNext();
            } else {
                context.resume(context.getStopAction());
            }
        });
        return suspended;
    }

    /** Answers a request and closes its connection, so that no more of the request is read. */
    @SuppressWarnings("rawtypes") // Grizzly's method takes a handler of the raw type
    private static NextAction answer(FilterChainContext context, HttpRequestPacket request, HttpStatus status) {
        HttpResponsePacket response = request.getResponse();
        response.setStatus(status);
        response.setHeader("Connection", "close");
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            // tells the caller that the node is busy now, and not unreachable
            response.setHeader("Retry-After", "1");
        }
        response.setContentLength(0);
        Connection<?> connection = context.getConnection();
        context.write(HttpContent.builder(response).last(true).build(), new EmptyCompletionHandler<WriteResult>() {
            @Override
            public void completed(WriteResult result) {
                connection.closeSilently();
            }

            @Override
            public void failed(Throwable failure) {
                connection.closeSilently();
            }
        });
        return context.getStopAction();
    }

    /** Returns a writer that ends the connection whose handshake this thread has just answered. */
    Writer ending(Writer writer) {
        Connection<?> connection = UPGRADED.get();
        UPGRADED.remove();
        if (connection == null) {
            return writer;
        }
        EndingWriter ending = new EndingWriter(writer, timer, connection::terminateSilently, goodbyes,
                new ReadSize(bytes -> setReadSize(connection, bytes)));
        ENDING.set(connection, ending);
        if (!connection.isOpen()) {
            // the peer has gone before this call: nothing reports the end of the connection any more
            ending.ended();
        }
        return ending;
    }

    /** Sets how much is read next. Grizzly would log the attempt for a connection that has ended, with a stack trace. */
    private static void setReadSize(Connection<?> connection, int bytes) {
        if (connection.isOpen()) {
            connection.setReadBufferSize(bytes);
        }
    }

    /** Returns the links that this side has closed, and whose peers have not. */
    Goodbyes goodbyes() {
        return goodbyes;
    }

    /** Detects the answer to a handshake. From then on the connection is a link. */
    @Override
    public NextAction handleWrite(FilterChainContext context) {
        Connection<?> connection = context.getConnection();
        if (!LINK.isSet(connection) && context.getMessage() instanceof HttpPacket packet
                && packet.getHttpHeader() instanceof HttpResponsePacket response
                && response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101.getStatusCode()) {
            LINK.set(connection, true);
            UPGRADED.set(connection);
            forget(connection);
        }
        return context.getInvokeAction();
    }
}
