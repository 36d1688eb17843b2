package io.microcdi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;

import javax.net.ssl.SSLContext;

import jakarta.json.bind.Jsonb;

import org.jspecify.annotations.Nullable;

import io.microcdi.annotation.Experimental;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.error.RouteExceptionMapper;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.route.ExceptionMappers;
import io.microcdi.internal.standalone.BuilderSettings;
import io.microcdi.internal.standalone.EngineNode;
import io.microcdi.internal.standalone.InstrumentProvider;
import io.microcdi.internal.standalone.Listener;
import io.microcdi.internal.standalone.ListenerProvider;
import io.microcdi.internal.standalone.NodeRuntime;
import io.microcdi.internal.standalone.Observers;
import io.microcdi.internal.tls.ClientTls;

/**
 * Builds a node of a program in plain Java SE, which listens by a server of its own: {@code io.microcdi:micro-se} has one.
 * Its settings are those of system properties and environment variables, unless the program sets others.
 *
 * <pre>{@code
 * MicroNode node = MicroNode.builder("payments").registry("ws://localhost:8427").listen(9100).build();
 * node.register("/charge", Charge.class, (charge, context) -> new Receipt(charge.amount()));
 * node.start();
 * }</pre>
 */
public final class MicroNodeBuilder {

    private final String namespace;
    private final ExceptionMappers mappers = new ExceptionMappers();
    private final BuilderSettings settings = new BuilderSettings();
    /**
     * The {@code Jsonb} of the program; {@code null} for the default. {@link #build} makes the default last, so that a
     * missing server is reported first.
     */
    private @Nullable Jsonb jsonb;
    private @Nullable ThreadFactory threads;
    private @Nullable SSLContext sslContext;
    /** {@code null} for the configured address. */
    private @Nullable String host;
    private @Nullable Integer port;
    private final List<CallInterceptor> interceptors = new ArrayList<>();
    private @Nullable NodeInstrument instrument;

    MicroNodeBuilder(String namespace) {
        this.namespace = Namespaces.check(namespace);
    }

    /**
     * Takes all settings from a configuration, and none from system properties and environment variables.
     * {@link MicroConfig#defaults()} has no setting at all.
     *
     * @throws IllegalStateException after {@link #set} or {@link #registry}, whose setting would be lost
     */
    public MicroNodeBuilder config(MicroConfig newSettings) {
        settings.config(newSettings);
        return this;
    }

    /**
     * Sets one of {@link ConfigKeys}, in place of a system property or an environment variable.
     *
     * @throws io.microcdi.config.ConfigException if the value is invalid
     */
    public <T> MicroNodeBuilder set(ConfigKey<T> key, T value) {
        settings.set(key, value);
        return this;
    }

    /**
     * Sets the addresses of the registries, for example {@code ws://registry.example:8427}.
     *
     * @throws io.microcdi.config.ConfigException if one is no such address
     */
    public MicroNodeBuilder registry(String... urls) {
        return set(ConfigKeys.REGISTRY_URL, ConfigKeys.REGISTRY_URL
                .parse(String.join(",", Objects.requireNonNull(urls, "the addresses are null"))));
    }

    /**
     * Listens on {@code micro.listen-address}, else on the address that the node advertises. The node advertises
     * {@code micro.advertise.host}, else the address that it listens on, or the first IPv4 address that is not loopback.
     *
     * @param newPort 1 to 65535, or 0 for any that is free
     */
    public MicroNodeBuilder listen(int newPort) {
        this.host = null;
        this.port = Listener.checkPort(newPort);
        return this;
    }

    /**
     * Listens on one address, as {@code 127.0.0.1} for this machine alone; as {@link #listen(int)}. The node advertises
     * this address unless {@code micro.advertise.host} names another.
     *
     * @param newHost an address of this machine, or a name of one
     */
    public MicroNodeBuilder listen(String newHost, int newPort) {
        this.host = Listener.checkHost(newHost);
        this.port = Listener.checkPort(newPort);
        return this;
    }

    /** Sets the {@code Jsonb} that binds payloads. By default JSON-B makes one. */
    public MicroNodeBuilder jsonb(Jsonb newJsonb) {
        Objects.requireNonNull(newJsonb, "the Jsonb is null");
        this.jsonb = newJsonb;
        return this;
    }

    /**
     * Sets the factory of the threads that run handlers and dependent stages of calls. By default they are daemon
     * threads with the context class loader of the thread that builds the node. The node's other threads run no code of
     * the program, and are always its own daemon threads.
     */
    public MicroNodeBuilder threads(ThreadFactory factory) {
        this.threads = Objects.requireNonNull(factory, "the thread factory is null");
        return this;
    }

    /**
     * Sets the TLS context for {@code wss} addresses. By default the settings of {@code micro.tls.*} apply, or else the
     * JVM's own context. A node with a context and such a setting is not built. The certificate of the other end must
     * always contain the dialled host.
     */
    public MicroNodeBuilder sslContext(SSLContext context) {
        this.sslContext = Objects.requireNonNull(context, "the SSLContext is null");
        return this;
    }

    /** Adds an interceptor of outgoing calls. Interceptors run in the order in which they are added. */
    @Experimental
    public MicroNodeBuilder interceptor(CallInterceptor interceptor) {
        interceptors.add(Objects.requireNonNull(interceptor, "the interceptor is null"));
        return this;
    }

    /**
     * Sets the instrument that measures or traces the node. By default it is the one of the jar
     * {@code micro-opentelemetry}, if this jar is on the class path.
     */
    @Experimental
    public MicroNodeBuilder instrument(NodeInstrument newInstrument) {
        this.instrument = Objects.requireNonNull(newInstrument, "the instrument is null");
        return this;
    }

    /**
     * Translates exceptions of a type and of its subclasses into answers of handlers, and answers back into exceptions
     * of typed clients. Several threads may call the mapper at the same time.
     *
     * @throws IllegalArgumentException if the type has a mapper
     */
    public <E extends Throwable> MicroNodeBuilder exceptionMapper(Class<E> type, RouteExceptionMapper<E> mapper) {
        mappers.add(Objects.requireNonNull(type, "the type is null"),
                Objects.requireNonNull(mapper, "the mapper is null"));
        return this;
    }

    /**
     * Builds the node; nothing is started.
     *
     * @throws IllegalStateException if no port was set to listen on, or if there is no server to listen by: the message
     *        names the artifact to add
     * @throws io.microcdi.config.ConfigException if a setting of the system is invalid, a file of {@code micro.tls.*}
     *        cannot be used, or such a setting stands beside {@link #sslContext}
     * @throws jakarta.json.bind.JsonbException if there is no implementation of JSON-B, and {@link #jsonb} gave none
     */
    public MicroNode build() {
        if (port == null) {
            throw new IllegalStateException("a node needs a port to listen on: call listen(port)");
        }
        if (NodeRuntime.World.CURRENT.get() == null) {
            ListenerProvider.require(port);
        }
        ThreadFactory factory = threads != null ? threads
                : Threads.daemon("micro", Thread.currentThread().getContextClassLoader());
        MicroConfig config = settings.read(ConfigKeys.ALL);
        ClientTls tls = sslContext != null ? ClientTls.of(sslContext, config) : ClientTls.of(config);
        EngineNode node = EngineNode.listening(namespace, config, jsonb != null ? jsonb : ExactNumbers.jsonb(), factory,
                tls,
                new Observers(List.copyOf(interceptors), instrument != null ? instrument : InstrumentProvider.find()),
                host, port);
        node.exceptionMappers().addAll(mappers);
        return node;
    }
}
