package io.microcdi.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import jakarta.json.bind.Jsonb;

import io.microcdi.annotation.Experimental;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.registry.EngineRegistry;

/** Builds a registry with threads of its own. */
@Experimental
public final class MicroRegistryBuilder {

    private MicroConfig config = MicroConfig.read(key -> Optional.empty(), keys());
    private ThreadFactory factory;
    private Supplier<Jsonb> jsonb = ExactNumbers::jsonb;

    MicroRegistryBuilder() {
    }

    /** Returns the keys that a registry reads: its own and those of every node. */
    public static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>(RegistryKeys.ALL);
        keys.addAll(ConfigKeys.ALL);
        return keys;
    }

    /** Takes all settings from a configuration that was read with {@link #keys()}; settings made before are lost. */
    public MicroRegistryBuilder config(MicroConfig settings) {
        this.config = Objects.requireNonNull(settings, "the settings are null");
        return this;
    }

    /**
     * Sets one of {@link #keys()}.
     *
     * @throws io.microcdi.config.ConfigException if the value is invalid
     */
    public <T> MicroRegistryBuilder set(ConfigKey<T> key, T value) {
        config = config.with(key, value);
        return this;
    }

    /** Makes all threads; by default daemon threads with the context class loader of the thread that builds. */
    public MicroRegistryBuilder threads(ThreadFactory threads) {
        this.factory = Objects.requireNonNull(threads, "the thread factory is null");
        return this;
    }

    /** Binds payloads and answers of calls; by default a {@code Jsonb} that is created at the first call. */
    public MicroRegistryBuilder jsonb(Jsonb newJsonb) {
        Objects.requireNonNull(newJsonb, "the Jsonb is null");
        this.jsonb = () -> newJsonb;
        return this;
    }

    /**
     * Builds the registry; nothing is started.
     *
     * @throws io.microcdi.config.ConfigException if a file of {@code micro.tls.*} cannot be used
     */
    public MicroRegistry build() {
        ThreadFactory threads = factory != null ? factory
                : Threads.daemon("micro-registry", Thread.currentThread().getContextClassLoader());
        return EngineRegistry.create(config, threads, jsonb);
    }
}
