package io.microcdi.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import jakarta.json.bind.Jsonb;

import org.jspecify.annotations.Nullable;

import io.microcdi.CallInterceptor;
import io.microcdi.NodeInstrument;
import io.microcdi.annotation.Experimental;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.registry.RegistrySettings;
import io.microcdi.internal.standalone.BuilderSettings;
import io.microcdi.internal.standalone.InstrumentProvider;
import io.microcdi.internal.standalone.Listener;
import io.microcdi.internal.standalone.ListenerProvider;
import io.microcdi.internal.standalone.Observers;

/**
 * Builds a registry of a program in plain Java SE, which listens by a server of its own: {@code io.microcdi:micro-se} has one.
 * Its settings are those of system properties and environment variables, unless the program sets others.
 *
 * <pre>{@code
 * MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 8427).build();
 * registry.start();
 * }</pre>
 */
@Experimental
public final class MicroRegistryBuilder {

    private final BuilderSettings settings = new BuilderSettings();
    private @Nullable ThreadFactory factory;
    private Supplier<Jsonb> jsonb = ExactNumbers::jsonb;
    /** {@code null} for the configured address. */
    private @Nullable String host;
    private @Nullable Integer port;
    private final List<CallInterceptor> interceptors = new ArrayList<>();
    private @Nullable NodeInstrument instrument;

    MicroRegistryBuilder() {
    }

    /** Returns the keys that a registry reads: its own and those of every node. */
    public static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>(RegistryKeys.ALL);
        keys.addAll(ConfigKeys.ALL);
        return keys;
    }

    /**
     * Takes all settings from a configuration, and none from system properties and environment variables; keys of {@link #keys()} that it was not read with have their defaults.
     *
     * @throws IllegalStateException after {@link #set}, whose setting would be lost
     */
    public MicroRegistryBuilder config(MicroConfig newSettings) {
        settings.config(newSettings);
        return this;
    }

    /**
     * Sets one of {@link #keys()}.
     *
     * @throws io.microcdi.config.ConfigException if the value is invalid
     */
    public <T> MicroRegistryBuilder set(ConfigKey<T> key, T value) {
        settings.set(key, value);
        return this;
    }

    /**
     * Listens on {@code micro.listen-address}, else on {@code micro.advertise.host}, else on all addresses of this machine.
     * Every program that reaches the port can register: where {@code micro.tls.*} or a firewall does not protect it, listen on
     * one address.
     *
     * @param newPort 1 to 65535, or 0 for any that is free
     */
    public MicroRegistryBuilder listen(int newPort) {
        this.host = null;
        this.port = Listener.checkPort(newPort);
        return this;
    }

    /**
     * Listens on one address, as {@code 127.0.0.1} for this machine alone.
     *
     * @param newHost an address of this machine, or a name of one
     * @param newPort 1 to 65535, or 0 for any that is free
     */
    public MicroRegistryBuilder listen(String newHost, int newPort) {
        this.host = Listener.checkHost(newHost);
        this.port = Listener.checkPort(newPort);
        return this;
    }

    /**
     * Sets the factory of the threads that run dependent stages of calls. By default they are daemon threads with the context
     * class loader of the thread that builds the registry. The registry's other threads run no code of the program, and are
     * always its own daemon threads.
     */
    public MicroRegistryBuilder threads(ThreadFactory threads) {
        this.factory = Objects.requireNonNull(threads, "the thread factory is null");
        return this;
    }

    /**
     * Sets the {@code Jsonb} that binds payloads and answers of calls. By default the first call makes one. It fails with a
     * {@link io.microcdi.error.MicroException} if there is no implementation of JSON-B.
     */
    public MicroRegistryBuilder jsonb(Jsonb newJsonb) {
        Objects.requireNonNull(newJsonb, "the Jsonb is null");
        this.jsonb = () -> newJsonb;
        return this;
    }

    /**
     * Adds an interceptor of the calls that the registry makes. Interceptors run in the order in which they are added. An
     * interceptor can answer such a call by a {@link io.microcdi.RawJson} only.
     */
    public MicroRegistryBuilder interceptor(CallInterceptor interceptor) {
        interceptors.add(Objects.requireNonNull(interceptor, "the interceptor is null"));
        return this;
    }

    /**
     * Sets the instrument that measures or traces the registry. By default it is the one of the jar
     * {@code micro-opentelemetry}, if this jar is on the class path.
     */
    public MicroRegistryBuilder instrument(NodeInstrument newInstrument) {
        this.instrument = Objects.requireNonNull(newInstrument, "the instrument is null");
        return this;
    }

    /**
     * Builds the registry; nothing is started.
     *
     * @throws IllegalStateException if no port was set to listen on, or if there is no server to listen by: the message names
     *         the artifact to add
     * @throws io.microcdi.config.ConfigException if a setting of the system is invalid, or a file of {@code micro.tls.*} cannot
     *         be used
     */
    public MicroRegistry build() {
        if (port == null) {
            throw new IllegalStateException("a registry needs a port to listen on: call listen(port)");
        }
        ThreadFactory threads = factory != null ? factory
                : Threads.daemon("micro-registry", Thread.currentThread().getContextClassLoader());
        // a registry has no registry: the variable of a shell is that of its nodes and of the terminal
        MicroConfig config = RegistrySettings
                .of(settings.read(keys().stream().filter(key -> !key.equals(ConfigKeys.REGISTRY_URL)).toList()));
        return EngineRegistry.listening(config, threads, jsonb,
                new Observers(interceptors, instrument != null ? instrument : InstrumentProvider.find()),
                ListenerProvider.find(host != null ? host : RegistrySettings.listenAddress(config), port, config));
    }
}
