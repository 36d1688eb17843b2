package io.microcdi.internal.registry.web;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import jakarta.servlet.ServletContext;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.registry.ProxyAnswer;

/**
 * The objects that the listener passes to the servlets and the filter of its application.
 *
 * @param acceptor accepts the links of nodes
 * @param started the time when the registry was started
 * @param limits the limits of the bodies of requests and answers
 * @param places the places of the calls in work
 * @param gateway whether the gateway is switched on
 * @param access who may use the page, the API and the gateway
 * @param meter measures the calls of the gateway
 * @param traceHeaders the headers of a trace that go along with calls
 * @param streams the streams of events
 * @param actions what people do to instances
 */
record Attributes(EngineRegistry registry, OriginPolicy origins, LinkAcceptor acceptor, Instant started,
        HttpLimits limits, CallPlaces places, boolean gateway, Access access, GatewayMeter meter,
        Set<String> traceHeaders,
        EventStreams streams, InstanceActions actions) {

    /**
     * The parameter of the context by which the embedded server shows that it runs only the registry. Its value is the host
     * on which it listens, or empty.
     */
    static final String ALONE = "io.microcdi.internal.registry.alone";

    /**
     * The parameter with the address at which other registries reach the embedded server. {@code *} stands for any own
     * host.
     */
    static final String URL = "io.microcdi.internal.registry.url";

    /** The attribute with a {@link Runnable} that is {@link #stop()}, for the embedded server. */
    static final String STOP = "io.microcdi.internal.registry.stop";

    /**
     * The attribute with a {@link java.util.function.Consumer} that takes the reason for which the registry cannot start,
     * from the embedded server.
     */
    static final String FAILED = "io.microcdi.internal.registry.failed";

    /** Why a request is refused while the registry stops. */
    static final String STOPPING = "the registry stops";

    static Attributes of(EngineRegistry registry, LinkAcceptor acceptor, MicroConfig config, Access access) {
        Instant started = Instant.now();
        EventStreams streams = new EventStreams(registry, new ApiJson(registry, started),
                access.signIn()::isCurrent, config.get(RegistryServerKeys.MAX_LISTENERS),
                config.get(RegistryServerKeys.MAX_LISTENERS_OF_ADDRESS));
        return new Attributes(registry, access.origins(), acceptor, started,
                new HttpLimits(config.get(ConfigKeys.MAX_MESSAGE_SIZE),
                        config.get(RegistryServerKeys.BODY_TIMEOUT).toNanos(), LinkLimits.of(config).wire(),
                        registry.timer()),
                new CallPlaces(config.get(RegistryServerKeys.MAX_CALLS)),
                config.get(RegistryServerKeys.GATEWAY), access, new GatewayMeter(),
                Set.copyOf(config.get(RegistryServerKeys.TRACE_HEADERS)), streams,
                new InstanceActions(registry, streams.json(),
                        config.find(RegistryServerKeys.OPERATORS).orElse(List.of())));
    }

    void into(ServletContext context) {
        context.setAttribute(Attributes.class.getName(), this);
        context.setAttribute(STOP, (Runnable) this::stop);
    }

    /**
     * Stops the registry. The streams of events end first, because otherwise they would report that every instance has
     * left. From then on requests are refused, because the registry removes its instances while it stops.
     */
    void stop() {
        streams.close();
        registry.stop();
    }

    /** Returns whether the registry stops, or has stopped. */
    boolean isStopping() {
        return streams.isClosed();
    }

    /**
     * Returns the answer of a call. A registry that stops has removed its namespaces. So it answers a call to an
     * unknown namespace as one to an unreachable instance.
     */
    ProxyAnswer whileStopping(ProxyAnswer answer) {
        return isStopping() && answer.outcome() == ProxyAnswer.Outcome.NO_NAMESPACE
                ? new ProxyAnswer(ProxyAnswer.Outcome.NO_INSTANCE, answer.status(), null, STOPPING, false)
                : answer;
    }

    static Attributes of(ServletContext context) {
        return (Attributes) context.getAttribute(Attributes.class.getName());
    }
}
