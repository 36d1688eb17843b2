package io.microcdi.internal.registry.tomcat;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.apache.coyote.http11.Http11NioProtocol;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.web.RegistryServerKeys;

/** HTTP with bounds on the connections that are no links, and on the handshakes in progress. */
final class BoundedProtocol extends Http11NioProtocol {

    private static final int CHECKS_PER_TIMEOUT = 10;
    /** The longest wait of a handshake, as a multiple of its own time. */
    private static final int WAITS_PER_TIMEOUT = 2;
    /** The longest wait of a handshake. A node gives up after 30 s by itself. */
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(25);
    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final BoundedEndpoint endpoint;
    private final long pauseNanos;
    private ScheduledFuture<?> check;

    /**
     * Makes a protocol.
     *
     * @param reserved the number of connections that no handshake takes while it waits
     */
    BoundedProtocol(MicroConfig config, int reserved) {
        this(new BoundedEndpoint(config.get(ConfigKeys.HANDSHAKE_TIMEOUT).toNanos(),
                config.get(ConfigKeys.MAX_CONNECTING), reserved, gate(config)),
                config.get(ConfigKeys.HANDSHAKE_TIMEOUT).toNanos() / CHECKS_PER_TIMEOUT);
    }

    private static <C> HandshakeGate<C> gate(MicroConfig config) {
        return new HandshakeGate<>(System::nanoTime, config.get(ConfigKeys.HANDSHAKES_PER_SECOND),
                config.get(RegistryServerKeys.HANDSHAKES_IN_PROGRESS), config.get(ConfigKeys.MAX_HANDSHAKES),
                Math.min(config.get(ConfigKeys.HANDSHAKE_TIMEOUT).toNanos() * WAITS_PER_TIMEOUT, MAX_WAIT_NANOS));
    }

    private BoundedProtocol(BoundedEndpoint endpoint, long pauseNanos) {
        super(endpoint);
        this.endpoint = endpoint;
        this.pauseNanos = Math.max(pauseNanos, MIN_PAUSE_NANOS);
        endpoint.whenForgotten(this::removeWaitingProcessor);
    }

    /** Makes the valve for the host. */
    HandshakeValve valve() {
        return endpoint.valve();
    }

    @Override
    public void start() throws Exception {
        super.start();
        check = getUtilityExecutor().scheduleWithFixedDelay(new RepeatedTask(endpoint::closeLate), pauseNanos,
                pauseNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (check != null) {
            check.cancel(false);
        }
        super.stop();
    }
}
