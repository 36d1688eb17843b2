package io.microcdi.internal.registry.web;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.ServletContext;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.HostNames;
import io.microcdi.internal.websocket.HandshakeRate;
import io.microcdi.internal.websocket.OriginPolicy;

/**
 * The objects that the listener passes to the servlets and the filter of its application.
 *
 * @param handshakes the rate of handshakes
 * @param started the time when the registry was started
 * @param limits the limits of the bodies of requests and answers
 * @param gateway whether the gateway is switched on
 * @param hosts the hosts under which the registry may be asked; empty for any host
 */
record Attributes(EngineRegistry registry, OriginPolicy origins, HandshakeRate handshakes, Instant started,
        HttpLimits limits, boolean gateway, Optional<HostNames> hosts) {

    /**
     * The parameter of the context by which the embedded server tells that it runs nothing else. Its value is the host
     * on which it listens, or empty.
     */
    static final String ALONE = "io.microcdi.internal.registry.alone";

    static Attributes of(EngineRegistry registry, OriginPolicy origins, MicroConfig config, String alone) {
        return new Attributes(registry, origins, HandshakeRate.refusing(config, registry.timer()::nanoTime),
                Instant.now(), new HttpLimits(config.get(ConfigKeys.MAX_MESSAGE_SIZE),
                        config.get(RegistryServerKeys.BODY_TIMEOUT).toNanos(), registry.timer()),
                config.get(RegistryServerKeys.GATEWAY), hosts(config, alone));
    }

    /** On another server, applications beside the registry may have names of their own, which only the user knows. */
    private static Optional<HostNames> hosts(MicroConfig config, String alone) {
        return alone != null ? Optional.of(HostNames.of(config).and(List.of(alone)))
                : config.get(ConfigKeys.SECURITY_NAMES).isEmpty() ? Optional.empty()
                        : Optional.of(HostNames.of(config));
    }

    void into(ServletContext context) {
        context.setAttribute(Attributes.class.getName(), this);
    }

    static Attributes of(ServletContext context) {
        return (Attributes) context.getAttribute(Attributes.class.getName());
    }
}
