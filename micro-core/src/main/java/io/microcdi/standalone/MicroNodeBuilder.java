package io.microcdi.standalone;

import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;

import io.microcdi.address.InstanceKey;
import io.microcdi.address.Namespaces;
import io.microcdi.concurrent.Threads;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.discovery.AddressSource;
import io.microcdi.standalone.tyrus.TyrusListener;
import io.microcdi.tls.ClientTls;

/**
 * Builds a node.
 *
 * <pre>{@code
 * MicroNode node = MicroNodeBuilder.create("payments").registry("ws://localhost:8427").listen(9100).build();
 * node.register("/charge", Charge.class, (charge, context) -> new Receipt(charge.amount()));
 * node.start();
 * }</pre>
 */
public final class MicroNodeBuilder {

    private final String namespace;
    private MicroConfig config = MicroConfig.defaults();
    private Supplier<Jsonb> jsonb = JsonbBuilder::create;
    private ThreadFactory threads;
    private SSLContext sslContext;
    private AddressSource address;
    private Integer port;

    private MicroNodeBuilder(String namespace) {
        this.namespace = namespace;
    }

    /**
     * A builder with all defaults.
     *
     * @throws IllegalArgumentException if it is no namespace
     */
    public static MicroNodeBuilder create(String namespace) {
        return new MicroNodeBuilder(Namespaces.check(namespace));
    }

    /** Takes all settings from here; those that were set one by one before are lost. */
    public MicroNodeBuilder config(MicroConfig settings) {
        this.config = settings;
        return this;
    }

    /** Sets one of {@link ConfigKeys}. */
    public <T> MicroNodeBuilder set(ConfigKey<T> key, T value) {
        config = config.with(key, value);
        return this;
    }

    /** Sets where the registries are. */
    public MicroNodeBuilder registry(String... urls) {
        return set(ConfigKeys.REGISTRY_URL, List.of(urls).stream().map(URI::create).toList());
    }

    /** Listens by itself, on Tyrus, which must be on the class path; 0 for any free port. */
    public MicroNodeBuilder listen(int newPort) {
        this.port = newPort;
        return this;
    }

    /** Binds payloads by this; by default one that JSON-B makes. */
    public MicroNodeBuilder jsonb(Jsonb newJsonb) {
        this.jsonb = () -> newJsonb;
        return this;
    }

    /** Makes all threads; by default daemon threads with the context class loader of whoever builds. */
    public MicroNodeBuilder threads(ThreadFactory factory) {
        this.threads = factory;
        return this;
    }

    /**
     * Dials {@code wss} addresses by this; by default by what {@code micro.tls.*} says, else by the JVM's own. The
     * certificate of the other end must have the host that is dialled, in any case.
     */
    public MicroNodeBuilder sslContext(SSLContext context) {
        this.sslContext = context;
        return this;
    }

    /** Tells where the server listens, for a node in a server. */
    public MicroNodeBuilder address(AddressSource source) {
        this.address = source;
        return this;
    }

    /**
     * Builds the node; nothing is started.
     *
     * @throws IllegalStateException if it neither listens by itself nor knows where its server listens
     * @throws io.microcdi.config.ConfigException if a file of {@code micro.tls.*} cannot be used
     */
    public EngineNode build() {
        if (port == null && address == null) {
            throw new IllegalStateException("a node needs listen(port), or address(source) in a server");
        }
        ThreadFactory factory = threads != null ? threads
                : Threads.daemon("micro", Thread.currentThread().getContextClassLoader());
        Listener listener = port == null ? null : new TyrusListener(port, config.get(ConfigKeys.ALLOWED_ORIGINS));
        ClientTls tls = sslContext != null ? ClientTls.of(sslContext) : ClientTls.of(config);
        return new EngineNode(namespace, config, jsonb.get(), factory, tls, listener,
                address != null ? address : new ConfiguredAddress(config));
    }

    /** The advertised host of the configuration, else loopback, with the port that the node listens on. */
    static final class ConfiguredAddress implements AddressSource {

        private final MicroConfig config;
        private volatile int listening;

        ConfiguredAddress(MicroConfig config) {
            this.config = config;
        }

        void listensOn(int newPort) {
            listening = newPort;
        }

        @Override
        public InstanceKey find() {
            return InstanceKey.of(config.find(ConfigKeys.ADVERTISE_HOST).orElse("127.0.0.1"),
                    config.find(ConfigKeys.ADVERTISE_PORT).orElse(listening),
                    config.find(ConfigKeys.ADVERTISE_PATH).orElse(""));
        }

        /** The node's own listener speaks no TLS: a proxy in front of it may. */
        @Override
        public String scheme() {
            return config.find(ConfigKeys.ADVERTISE_SCHEME).orElse("ws");
        }
    }
}
