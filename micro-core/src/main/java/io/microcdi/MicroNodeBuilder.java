package io.microcdi.standalone;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import jakarta.json.bind.Jsonb;

import io.microcdi.address.AdvertisedHost;
import io.microcdi.address.InstanceKey;
import io.microcdi.address.Namespaces;
import io.microcdi.concurrent.Threads;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.discovery.AddressSource;
import io.microcdi.json.ExactNumbers;
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
    private Supplier<Jsonb> jsonb = ExactNumbers::jsonb;
    private ThreadFactory threads;
    private SSLContext sslContext;
    private AddressSource address;
    private String host = TyrusListener.ALL_ADDRESSES;
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
        this.config = Objects.requireNonNull(settings, "the settings are null");
        return this;
    }

    /**
     * Sets one of {@link ConfigKeys}.
     *
     * @throws io.microcdi.config.ConfigException if the value is none that could be configured
     */
    public <T> MicroNodeBuilder set(ConfigKey<T> key, T value) {
        config = config.with(key, value);
        return this;
    }

    /**
     * Sets where the registries are, as {@code ws://registry.example:8427}.
     *
     * @throws io.microcdi.config.ConfigException if one is no such address
     */
    public MicroNodeBuilder registry(String... urls) {
        config = config.with(ConfigKeys.REGISTRY_URL, ConfigKeys.REGISTRY_URL
                .parse(String.join(",", Objects.requireNonNull(urls, "the addresses are null"))));
        return this;
    }

    /**
     * Listens by itself on all addresses of this machine, on Tyrus, which must be on the class path. Others are told
     * {@code micro.advertise.host}, else the first IPv4 address that is not loopback.
     *
     * @param newPort 1 to 65535, or 0 for any that is free
     */
    public MicroNodeBuilder listen(int newPort) {
        return listen(TyrusListener.ALL_ADDRESSES, newPort);
    }

    /**
     * Listens by itself on one address, as {@code 127.0.0.1} for this machine alone; as {@link #listen(int)}. Others are told
     * this address where {@code micro.advertise.host} says no other.
     *
     * @param newHost an address of this machine, or a name of one
     */
    public MicroNodeBuilder listen(String newHost, int newPort) {
        if (newHost == null || newHost.isBlank()) {
            throw new IllegalArgumentException("the address to listen on is " + (newHost == null ? "null" : "blank")
                    + ": expected one of this machine, as 127.0.0.1");
        }
        this.host = newHost;
        this.port = checkPort(newPort);
        return this;
    }

    /**
     * Checks a port to listen on.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static int checkPort(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + ": expected 1 to 65535, or 0 for any that is free");
        }
        return port;
    }

    /** Binds payloads by this; by default one that JSON-B makes. */
    public MicroNodeBuilder jsonb(Jsonb newJsonb) {
        Objects.requireNonNull(newJsonb, "the Jsonb is null");
        this.jsonb = () -> newJsonb;
        return this;
    }

    /** Makes all threads; by default daemon threads with the context class loader of whoever builds. */
    public MicroNodeBuilder threads(ThreadFactory factory) {
        this.threads = Objects.requireNonNull(factory, "the thread factory is null");
        return this;
    }

    /**
     * Dials {@code wss} addresses by this; by default by what {@code micro.tls.*} says, else by the JVM's own. The
     * certificate of the other end must have the host that is dialled, in any case.
     */
    public MicroNodeBuilder sslContext(SSLContext context) {
        this.sslContext = Objects.requireNonNull(context, "the SSLContext is null");
        return this;
    }

    /** Tells where the server listens, for a node in a server. */
    public MicroNodeBuilder address(AddressSource source) {
        this.address = Objects.requireNonNull(source, "the source of the address is null");
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
        Listener listener = port == null ? null : new TyrusListener(host, port, config.get(ConfigKeys.ALLOWED_ORIGINS));
        ClientTls tls = sslContext != null ? ClientTls.of(sslContext) : ClientTls.of(config);
        return new EngineNode(namespace, config, jsonb.get(), factory, tls, listener,
                address != null ? address : new ConfiguredAddress(config, host));
    }

    /**
     * The advertised host of the configuration, else the one that is listened on, else an address of this machine; with the
     * port that the node listens on.
     */
    static final class ConfiguredAddress implements AddressSource {

        private static final Set<String> ALL = Set.of(TyrusListener.ALL_ADDRESSES, "::", "[::]", "0:0:0:0:0:0:0:0");

        private final MicroConfig config;
        private final String host;
        private volatile int listening;

        ConfiguredAddress(MicroConfig config, String host) {
            this.config = config;
            this.host = host;
        }

        void listensOn(int newPort) {
            listening = newPort;
        }

        @Override
        public InstanceKey find() {
            return InstanceKey.of(config.find(ConfigKeys.ADVERTISE_HOST).orElseGet(this::ownHost),
                    config.find(ConfigKeys.ADVERTISE_PORT).orElse(listening),
                    config.find(ConfigKeys.ADVERTISE_PATH).orElse(""));
        }

        private String ownHost() {
            return ALL.contains(host) ? AdvertisedHost.find().orElse("127.0.0.1") : host;
        }

        /** The node's own listener speaks no TLS: a proxy in front of it may. */
        @Override
        public String scheme() {
            return config.find(ConfigKeys.ADVERTISE_SCHEME).orElse("ws");
        }
    }
}
