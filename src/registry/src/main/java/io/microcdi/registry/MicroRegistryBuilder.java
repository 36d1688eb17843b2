package io.microcdi.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

import io.microcdi.concurrent.Threads;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.json.PayloadCodec;
import io.microcdi.registry.Registry;
import io.microcdi.registry.RegistryKeys;
import io.microcdi.tls.ClientTls;
import io.microcdi.websocket.HttpClientDialer;
import io.microcdi.websocket.SessionOptions;

/** Builds a registry with threads of its own. */
public final class RegistryBuilder {

    private MicroConfig config;
    private ThreadFactory factory;

    private RegistryBuilder() {
        config = MicroConfig.read(key -> Optional.empty(), keys());
    }

    /** A builder with all defaults. */
    public static RegistryBuilder create() {
        return new RegistryBuilder();
    }

    /** The keys that a registry reads: its own and those of every node. */
    public static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>(RegistryKeys.ALL);
        keys.addAll(ConfigKeys.ALL);
        return keys;
    }

    /** Takes all settings from here, read with {@link #keys()}. */
    public RegistryBuilder config(MicroConfig settings) {
        this.config = Objects.requireNonNull(settings, "the settings are null");
        return this;
    }

    /**
     * Sets one of {@link #keys()}.
     *
     * @throws io.microcdi.config.ConfigException if the value is none that could be configured
     */
    public <T> RegistryBuilder set(ConfigKey<T> key, T value) {
        config = config.with(key, value);
        return this;
    }

    /** Makes all threads; by default daemon threads with the context class loader of whoever builds. */
    public RegistryBuilder threads(ThreadFactory threads) {
        this.factory = Objects.requireNonNull(threads, "the thread factory is null");
        return this;
    }

    /**
     * Builds the registry; nothing is started.
     *
     * @throws io.microcdi.config.ConfigException if a file of {@code micro.tls.*} cannot be used
     */
    public RegistryServer build() {
        MicroConfig settings = RegistryKeys.withLinksForInstances(config);
        ThreadFactory made = factory != null ? factory
                : Threads.daemon("micro-registry", Thread.currentThread().getContextClassLoader());
        NodeThreads threads = new NodeThreads(made, settings);
        HttpClientDialer dialer = new HttpClientDialer(SessionOptions.of(settings),
                settings.get(ConfigKeys.CONNECT_TIMEOUT), ClientTls.of(settings), threads.timer(), threads.client());
        Registry registry = new Registry(settings, threads.environment(PayloadCodec.withoutBinding(), link -> null),
                dialer);
        return new RegistryServer(registry, threads, dialer, settings);
    }
}
