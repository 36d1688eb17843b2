package io.microcdi.internal.cdi.registry;

import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.InjectionPoint;

import io.microcdi.config.MicroConfig;

/** Checks whether the application can run a registry, whether it is configured to do so, and whether its beans need one. */
public final class RegistryPresence {

    private static final String TYPE = "io.microcdi.registry.MicroRegistry";

    /** The qualifiers of the bean that the extension adds. A bean with other qualifiers is the application's own. */
    private static final Set<Annotation> BUILT_IN = Set.of(Default.Literal.INSTANCE, Any.Literal.INSTANCE);

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

    /** Stores an injection point of the application's registry, or of a type such as {@code Instance} that supplies it. */
    public void see(InjectionPoint point) {
        if (isOrGives(point.getType()) && point.getQualifiers().stream().allMatch(BUILT_IN::contains)) {
            Bean<?> bean = point.getBean();
            users.add(bean != null ? bean.getBeanClass() : point.getMember().getDeclaringClass());
        }
    }

    /**
     * Returns whether a type is the registry or supplies it. The type is compared by its name, because {@code micro-registry}
     * may be missing.
     */
    private static boolean isOrGives(Type type) {
        return type.getTypeName().equals(TYPE) || type instanceof ParameterizedType generic
                && Stream.of(generic.getActualTypeArguments()).anyMatch(RegistryPresence::isOrGives);
    }

    /** Returns whether the application runs a registry. */
    public static boolean isEnabled(MicroConfig config) {
        return config.get(EmbeddedRegistryKeys.ENABLED);
    }

    /**
     * Checks that the application runs a registry.
     *
     * @throws IllegalStateException if it does not
     */
    public static void requireEnabled(MicroConfig config) {
        if (!isEnabled(config)) {
            throw RegistryMessages.LOG.lookedUp();
        }
    }

    /** Reports the problems of the settings. */
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
