package io.microcdi.internal.standalone;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.microcdi.NodeInstrument;
import io.microcdi.internal.wire.LoggedThrowable;

/** Provides an instrument for nodes and registries. {@link ServiceLoader} finds the provider. */
public interface InstrumentProvider {

    /**
     * Makes an instrument.
     *
     * @param beans returns the bean of the application for a type; {@code null} if there is none
     * @return {@code null} if this process lacks what the instrument needs
     */
    @Nullable
    NodeInstrument instrument(Function<Class<?>, @Nullable Object> beans);

    /**
     * Makes an instrument by the provider that a class loader finds.
     *
     * @param loader the class loader of the application; {@code null} for that of the system
     * @return {@code null} if there is no provider, or if it has no instrument
     */
    static @Nullable NodeInstrument find(@Nullable ClassLoader loader, Function<Class<?>, @Nullable Object> beans) {
        try {
            return ServiceLoader.load(InstrumentProvider.class, loader).findFirst()
                    .map(provider -> provider.instrument(beans)).orElse(null);
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            StandaloneLog.LOG.notInstrumented(LoggedThrowable.of(e));
            return null;
        }
    }

    /** As {@link #find(ClassLoader, Function)}, in Java SE: by the class loader of the engine or of this thread. */
    static @Nullable NodeInstrument find() {
        NodeInstrument found = find(InstrumentProvider.class.getClassLoader(), type -> null);
        return found != null ? found : find(Thread.currentThread().getContextClassLoader(), type -> null);
    }
}
