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
    /** How many times the time of a handshake it may wait before that. A node waits for 30 s by itself. */
    private static final int WAITS_PER_TIMEOUT = 2;
    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final BoundedEndpoint endpoint;
    private final long pause;
    private ScheduledFuture<?> check;

    BoundedProtocol(MicroConfig config) {
        this(new BoundedEndpoint(config.get(ConfigKeys.HANDSHAKE_TIMEOUT).toNanos(),
                config.get(ConfigKeys.MAX_CONNECTING), gate(config)),
                config.get(ConfigKeys.HANDSHAKE_TIMEOUT).toNanos() / CHECKS_PER_TIMEOUT);
    }

    private static <C> HandshakeGate<C> gate(MicroConfig config) {
        return new HandshakeGate<>(System::nanoTime, config.get(ConfigKeys.HANDSHAKES_PER_SECOND),
                config.get(RegistryServerKeys.HANDSHAKES_IN_PROGRESS), config.get(ConfigKeys.MAX_HANDSHAKES),
                config.get(ConfigKeys.HANDSHAKE_TIMEOUT).toNanos() * WAITS_PER_TIMEOUT);
    }

    private BoundedProtocol(BoundedEndpoint endpoint, long pause) {
        super(endpoint);
        this.endpoint = endpoint;
        this.pause = Math.max(pause, MIN_PAUSE_NANOS);
    }

    @Override
    public void start() throws Exception {
        super.start();
        check = getUtilityExecutor().scheduleWithFixedDelay(endpoint::closeLate, pause, pause, TimeUnit.NANOSECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (check != null) {
            check.cancel(false);
        }
        super.stop();
    }
}
