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
        return find(loader, loader, beans);
    }

    /** As {@link #find(ClassLoader, Function)}, in Java SE: by the class loader of the engine or of this thread. */
    static @Nullable NodeInstrument find() {
        return find(InstrumentProvider.class.getClassLoader(), Thread.currentThread().getContextClassLoader(),
                type -> null);
    }

    /**
     * As {@link #find(ClassLoader, Function)}, by the second class loader if the first one finds no provider. At most
     * one provider is called, because a provider logs a warning if its library is missing.
     */
    static @Nullable NodeInstrument find(@Nullable ClassLoader first, @Nullable ClassLoader second,
            Function<Class<?>, @Nullable Object> beans) {
        try {
            return ServiceLoader.load(InstrumentProvider.class, first).findFirst()
                    .or(() -> ServiceLoader.load(InstrumentProvider.class, second).findFirst())
                    .map(provider -> provider.instrument(beans)).orElse(null);
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            StandaloneLog.LOG.notInstrumented(LoggedThrowable.of(e));
            return null;
        }
    }
}
