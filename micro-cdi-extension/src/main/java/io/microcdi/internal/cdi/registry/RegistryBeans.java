package io.microcdi.internal.cdi.registry;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.json.bind.Jsonb;

import org.jspecify.annotations.Nullable;

import io.microcdi.NodeInstrument;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.standalone.Observers;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.RegistryKeys;

/** Makes the application's registry and its bean. Used only if {@link RegistryPresence} finds the registry. */
public final class RegistryBeans {

    private RegistryBeans() {
    }

    /** Returns the registry's own keys. */
    public static List<ConfigKey<?>> keys() {
        return RegistryKeys.ALL;
    }

    /**
     * Adds the bean of type {@link MicroRegistry}.
     *
     * @param owner the extension that adds the bean
     * @param id names the bean
     * @param registry asked for at the first use of the bean
     */
    public static void add(AfterBeanDiscovery event, Class<?> owner, String id, Supplier<EmbeddedRegistry> registry) {
        event.<MicroRegistry>addBean().beanClass(owner).types(MicroRegistry.class, Object.class)
                .qualifiers(Default.Literal.INSTANCE).scope(ApplicationScoped.class).id(id)
                .produceWith(instance -> new InjectedRegistry(((Running) registry.get()).engine()));
    }

    /**
     * Builds a registry that does not run yet.
     *
     * @param jsonb binds payloads and answers of calls
     * @param threads makes the threads that run dependent stages of calls
     * @param instrument measures or traces the registry; {@code null} for none
     */
    public static EmbeddedRegistry build(MicroConfig config, Jsonb jsonb, ThreadFactory threads,
            @Nullable NodeInstrument instrument) {
        return new Running(EngineRegistry.inServer(config, threads, () -> jsonb, new Observers(List.of(), instrument)));
    }

    private record Running(EngineRegistry engine) implements EmbeddedRegistry {

        @Override
        public LinkAcceptor acceptor() {
            return engine;
        }

        @Override
        public void start() {
            engine.start();
        }

        @Override
        public void stop() {
            engine.stop();
        }
    }
}
