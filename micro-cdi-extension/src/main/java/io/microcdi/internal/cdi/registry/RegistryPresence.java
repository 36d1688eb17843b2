package io.microcdi.internal.cdi.registry;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

import jakarta.enterprise.inject.spi.Bean;

import io.microcdi.config.MicroConfig;

/** Finds whether the application can run a registry, whether it is to, and whether it relies on one. */
public final class RegistryPresence {

    private static final String TYPE = "io.microcdi.registry.MicroRegistry";

    private final boolean present;
    private final Set<Class<?>> users = new LinkedHashSet<>();

    /** Looks for the classes of {@code micro-registry}. */
    public RegistryPresence(ClassLoader loader) {
        this.present = isVisible(loader);
    }

    private static boolean isVisible(ClassLoader loader) {
        try {
            Class.forName(TYPE, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Returns whether the classes of {@code micro-registry} are there: without them, {@link RegistryBeans} fails. */
    public boolean isPresent() {
        return present;
    }

    /** Remembers a bean that has a registry injected. */
    public void see(Bean<?> bean) {
        // by name: the class may be missing
        if (present && bean.getInjectionPoints().stream().anyMatch(p -> p.getType().getTypeName().equals(TYPE))) {
            users.add(bean.getBeanClass());
        }
    }

    /** Returns whether the application runs a registry. */
    public static boolean isEnabled(MicroConfig config) {
        return config.get(EmbeddedRegistryKeys.ENABLED);
    }

    /**
     * Checks that the application runs a registry.
     *
     * @throws jakarta.enterprise.inject.spi.DeploymentException if it does not
     */
    public static void requireEnabled(MicroConfig config) {
        if (!isEnabled(config)) {
            throw RegistryMessages.LOG.notEnabled("a class that is no bean");
        }
    }

    /** Reports what is wrong with the settings. */
    public void check(MicroConfig config, Consumer<Exception> problems) {
        if (isEnabled(config) && !present) {
            problems.accept(RegistryMessages.LOG.missing());
        }
        if (!isEnabled(config) && !users.isEmpty()) {
            problems.accept(RegistryMessages.LOG.notEnabled(names(users)));
        }
    }

    private static String names(Collection<Class<?>> classes) {
        return String.join(", ", classes.stream().map(Class::getName).toList());
    }
}
