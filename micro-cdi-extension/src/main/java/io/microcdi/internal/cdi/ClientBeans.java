package io.microcdi.internal.cdi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InterceptionFactory;

import io.microcdi.MicroCaller;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.internal.client.ClientPlan;

/**
 * The typed clients of an application: a bean for each interface that has the annotation. The interfaces come from the
 * application's archives and from its injection points, so that those of an archive without beans are found too.
 */
final class ClientBeans {

    private final Set<Class<?>> types = new LinkedHashSet<>();

    /** Adds a class if it has the annotation. */
    void see(Class<?> type) {
        if (type.getDeclaredAnnotation(RegisterMicroClient.class) != null) {
            types.add(type);
        }
    }

    /**
     * Adds the type of an injection point, and its type arguments, as that of {@code Instance}, if they have the
     * annotation.
     */
    void see(Type injected) {
        Stream<Type> seen = injected instanceof ParameterizedType holder ? Stream.of(holder.getActualTypeArguments())
                : Stream.of(injected);
        seen.filter(Class.class::isInstance).forEach(type -> see((Class<?>) type));
    }

    /**
     * Gives a problem for each rule that an interface breaks.
     *
     * @param mapped says whether an answer can become an exception of a type
     */
    void check(Predicate<Class<?>> mapped, Consumer<Throwable> problems) {
        types.forEach(type -> ClientPlan.of(type, mapped).problems().forEach(problems));
    }

    /**
     * Adds the beans. An interface that breaks a rule has a bean too. Otherwise the container would miss the bean before it
     * asks for the problems.
     *
     * @param id names the bean of a class
     * @param caller asked for at the first use of a bean
     */
    void add(AfterBeanDiscovery event, BeanManager beans, Function<Class<?>, String> id,
            Supplier<MicroCaller> caller) {
        types.stream().filter(Class::isInterface).forEach(type -> add(event, beans, type, id.apply(type), caller));
    }

    private static <T> void add(AfterBeanDiscovery event, BeanManager beans, Class<T> type, String id,
            Supplier<MicroCaller> caller) {
        // the types of other extensions: Open Liberty adds the binding of Fault Tolerance so
        List<AnnotatedType<T>> changed = new ArrayList<>();
        event.getAnnotatedTypes(type).forEach(changed::add);
        // the class of the bean names the guards of Fault Tolerance
        event.<T>addBean().beanClass(type).types(type, Object.class).qualifiers(Default.Literal.INSTANCE)
                .scope(ApplicationScoped.class).id(id)
                .createWith(context -> intercepted(beans.createInterceptionFactory(context, type), changed, type,
                        caller.get()));
    }

    /** Makes a client around which the interceptors run that the interface declares. */
    private static <T> T intercepted(InterceptionFactory<T> factory, List<AnnotatedType<T>> changed, Class<T> type,
            MicroCaller caller) {
        for (AnnotatedType<T> other : changed) {
            other.getAnnotations().stream().filter(added -> !type.isAnnotationPresent(added.annotationType()))
                    .forEach(factory.configure()::add);
            for (AnnotatedMethod<? super T> method : other.getMethods()) {
                factory.configure().filterMethods(own -> own.getJavaMember().equals(method.getJavaMember()))
                        .forEach(own -> method.getAnnotations().stream()
                                .filter(added -> !method.getJavaMember()
                                        .isAnnotationPresent(added.annotationType()))
                                .forEach(own::add));
            }
        }
        return factory.createInterceptedInstance(caller.client(type));
    }
}
