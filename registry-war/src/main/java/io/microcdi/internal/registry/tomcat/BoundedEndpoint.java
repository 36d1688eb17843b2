package io.microcdi.internal.registry.tomcat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

import io.microcdi.internal.concurrent.Steps;

/**
 * Bounds the connections that are no links: their number, the time of a request's header and of the handshake of TLS, and
 * the handshakes of nodes in progress. Tomcat by itself bounds only the time between two reads of a header, so that a
 * client can keep a connection open with a byte now and then. Thread-safe.
 */
final class BoundedEndpoint extends NioEndpoint {

    private final long timeoutNanos;
    private final int maxConnecting;
    private final int reserved;
    /** The connections that are no links, with the times at which they were accepted. The oldest is the first. */
    private final Map<SocketWrapperBase<NioChannel>, Long> connecting = new LinkedHashMap<>();
    private final HandshakeGate<SocketWrapperBase<NioChannel>> gate;
    private GatedHandler gated;
    private volatile Consumer<Processor> forgotten = processor -> {
    };

    /**
     * Makes an endpoint.
     *
     * @param timeoutNanos the longest time of a header
     * @param maxConnecting the largest number of connections that are no links, without the handshakes and the calls of the
     *        gateway that wait
     * @param reserved the number of connections that no handshake takes while it waits
     * @param gate bounds the handshakes in progress
     */
    BoundedEndpoint(long timeoutNanos, int maxConnecting, int reserved,
            HandshakeGate<SocketWrapperBase<NioChannel>> gate) {
        this.timeoutNanos = timeoutNanos;
        this.maxConnecting = maxConnecting;
        this.reserved = reserved;
        this.gate = gate;
    }

    /** Called by the protocol's constructor. */
    @Override
    public void setHandler(Handler<NioChannel> handler) {
        gated = new GatedHandler(handler, this, gate);
        super.setHandler(gated);
    }

    /**
     * Sets an action that runs with the processor of a closed link which the protocol may still hold. The constructor of the
     * protocol needs the endpoint, so that the endpoint cannot be given the action by its own.
     */
    void whenForgotten(Consumer<Processor> action) {
        forgotten = action;
    }

    /** Called when a link is closed whose processor the protocol may still hold. */
    void forget(Processor processor) {
        forgotten.accept(processor);
    }

    /** Makes the valve that finds the handshakes which pass the handler. */
    HandshakeValve valve() {
        return new HandshakeValve(gated);
    }

    /** Returns whether a handshake may wait, because connections are left for other requests. */
    boolean hasRoomToWait() {
        // the acceptor counts the connection for which it waits, too
        return getConnectionCount() - 1 - gated.calls() <= getMaxConnections() - reserved;
    }

    /**
     * Called when a handshake or a call of the gateway begins to wait. It is not bounded here: the gate bounds the number and
     * the time of waiting handshakes, and the gateway bounds those of calls.
     */
    void parked(SocketWrapperBase<NioChannel> wrapper) {
        synchronized (connecting) {
            connecting.remove(wrapper);
        }
    }

    /** Called when a handshake or a call no longer waits. */
    void resumed(SocketWrapperBase<NioChannel> wrapper) {
        synchronized (connecting) {
            connecting.put(wrapper, System.nanoTime());
        }
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        boolean accepted = super.setSocketOptions(socket);
        SocketWrapperBase<NioChannel> wrapper = connections.get(socket);
        if (accepted && wrapper != null) {
            SocketWrapperBase<NioChannel> excess = add(wrapper);
            if (excess != null) {
                end(excess);
            }
        }
        return accepted;
    }

    /** Adds a connection. Returns the one that must be closed; {@code null} if there is none. */
    private SocketWrapperBase<NioChannel> add(SocketWrapperBase<NioChannel> wrapper) {
        synchronized (connecting) {
            if (!gate.isWaiting(wrapper) && !gated.isCalling(wrapper)) { // a thread may have read its request already
                connecting.put(wrapper, System.nanoTime());
            }
            Iterator<SocketWrapperBase<NioChannel>> all = connecting.keySet().iterator();
            while (connecting.size() > maxConnecting && all.hasNext()) {
                SocketWrapperBase<NioChannel> oldest = all.next();
                if (isGone(oldest)) {
                    all.remove();
                } else if (!isServed(oldest) && oldest != wrapper) {
                    all.remove();
                    return oldest;
                }
            }
            if (connecting.size() <= maxConnecting) {
                return null;
            }
            SocketWrapperBase<NioChannel> served = oldestOfMost(wrapper);
            connecting.remove(served);
            return served;
        }
    }

    /**
     * Returns the oldest connection of the network that has the most connections, but not the given one if there is another.
     * All of them are streams, or have answers that their clients do not read. They must not prevent all new connections.
     */
    private SocketWrapperBase<NioChannel> oldestOfMost(SocketWrapperBase<NioChannel> last) {
        Map<String, Integer> counts = new HashMap<>();
        connecting.keySet().forEach(each -> counts.merge(network(each), 1, Integer::sum));
        String most = Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
        return connecting.keySet().stream().filter(each -> each != last && network(each).equals(most)).findFirst()
                .orElse(last);
    }

    private static String network(SocketWrapperBase<NioChannel> wrapper) {
        return String.valueOf(GatedHandler.network(wrapper));
    }

    /** Closes the connections whose header is not complete in time, and those of calls whose clients have gone. */
    void closeLate() {
        long now = System.nanoTime();
        List<SocketWrapperBase<NioChannel>> late = new ArrayList<>();
        synchronized (connecting) {
            connecting.entrySet().removeIf(entry -> {
                boolean ends = isLate(entry.getKey(), entry.getValue(), now);
                if (ends) {
                    late.add(entry.getKey());
                }
                return ends || isGone(entry.getKey());
            });
        }
        Steps.run(() -> Steps.each(late, this::end), gated::endGoneCalls);
    }

    private boolean isLate(SocketWrapperBase<NioChannel> wrapper, long accepted, long now) {
        if (!(wrapper.getCurrentProcessor() instanceof Processor processor)) {
            // Tomcat's own timeout bounds the time before the first byte of a request, but not the handshake of TLS
            return now - accepted >= timeoutNanos && !wrapper.getSocket().isHandshakeComplete();
        }
        long began = processor.isUpgrade() ? -1 : processor.getRequest().getStartTimeNanos();
        return began >= 0 && now - began >= timeoutNanos && !isServed(wrapper);
    }

    private static boolean isGone(SocketWrapperBase<NioChannel> wrapper) {
        return wrapper.isClosed()
                || wrapper.getCurrentProcessor() instanceof Processor processor && processor.isUpgrade();
    }

    /**
     * Returns whether a whole header has come and the request is not yet answered. While a header is incomplete, Tomcat calls
     * its stage ended between two reads.
     */
    private static boolean isServed(SocketWrapperBase<NioChannel> wrapper) {
        if (!(wrapper.getCurrentProcessor() instanceof AbstractProcessor processor)) {
            return false;
        }
        int stage = processor.getRequest().getRequestProcessor().getStage();
        return processor.isAsync() || stage >= Constants.STAGE_PREPARE && stage < Constants.STAGE_KEEPALIVE;
    }

    private void end(SocketWrapperBase<NioChannel> wrapper) {
        end(wrapper, new SocketTimeoutException());
    }

    /** Closes a connection in the way of Tomcat's own timeouts: a worker closes it, after the one that reads from it. */
    void end(SocketWrapperBase<NioChannel> wrapper, IOException reason) {
        wrapper.setError(reason);
        if (!processSocket(wrapper, SocketEvent.ERROR, true)) {
            wrapper.close();
        }
    }
}
