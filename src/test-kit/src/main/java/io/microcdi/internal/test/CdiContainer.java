package io.microcdi.internal.test;

import java.lang.reflect.Field;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;

import org.junit.jupiter.api.extension.ExtensionConfigurationException;

import io.microcdi.MicroNode;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.internal.cdi.MicroExtension;
import io.microcdi.internal.route.ExceptionMappers;
import io.microcdi.internal.standalone.EngineNode;

/** The beans of a test in a CDI container for Java SE. No other class needs CDI. */
final class CdiContainer implements AutoCloseable {

    /**
     * Weld compiles the schema of {@code beans.xml} for each container, which takes about as long as the rest of its start. These
     * containers read no such file. Weld reads the property once. A value that is set stays.
     */
    private static final String NO_SCHEMA = "org.jboss.weld.xml.disableValidating";

    private final SeContainer container;
    private final RequestContextController request;
    private final boolean requestBegun;

    /**
     * Starts a container and the node of the application.
     *
     * @param namespace empty for the configured one
     * @param instances the test. The typed clients that it injects become beans
     */
    CdiContainer(Class<?>[] beans, String namespace, List<Object> instances) {
        container = initializer().disableDiscovery().addBeanClasses(beans).addBeanClasses(clients(instances))
                .addExtensions(new MicroExtension()).initialize();
        try {
            EngineNode node = node();
            if (!namespace.isEmpty()) {
                node.rename(namespace);
            }
            node.start();
            request = container.select(RequestContextController.class).get();
            requestBegun = request.activate();
        } catch (RuntimeException | Error e) {
            container.close();
            throw e;
        }
    }

    /** Returns the typed clients that a test injects. Discovery is off, and would not find them. */
    private static Class<?>[] clients(List<Object> instances) {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Object instance : instances) {
            for (Class<?> type = instance.getClass(); type != null; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (field.isAnnotationPresent(Inject.class)
                            && field.getType().isAnnotationPresent(RegisterMicroClient.class)) {
                        found.add(field.getType());
                    }
                }
            }
        }
        return found.toArray(Class<?>[]::new);
    }

    private EngineNode node() {
        return (EngineNode) container.getBeanManager().getExtension(MicroExtension.class).lifecycle().node();
    }

    /** Returns the exception mappers among the beans. */
    ExceptionMappers mappers() {
        return node().exceptionMappers();
    }

    private static SeContainerInitializer initializer() {
        if (System.getProperty(NO_SCHEMA) == null) {
            System.setProperty(NO_SCHEMA, "true");
        }
        try {
            return SeContainerInitializer.newInstance();
        } catch (IllegalStateException none) {
            throw new ExtensionConfigurationException("the beans of @MicroTest need a CDI container for Java SE: add"
                    + " org.jboss.weld.se:weld-se-core with scope test", none);
        }
    }

    /** Injects the fields of test instances. */
    void inject(List<Object> instances) {
        instances.forEach(instance -> inject(container.getBeanManager(), instance, instance.getClass()));
    }

    @SuppressWarnings("unchecked") // the class of an instance is its type
    private static <T> void inject(BeanManager beans, Object instance, Class<T> type) {
        AnnotatedType<T> annotated = beans.createAnnotatedType(type);
        CreationalContext<T> context = beans.createCreationalContext(null);
        beans.getInjectionTargetFactory(annotated).createInjectionTarget(null).inject((T) instance, context);
    }

    /** Starts the node of a container that another extension of JUnit has started. */
    static void startOthers() {
        try {
            CDI.current().select(MicroNode.class).stream().forEach(MicroNode::start);
        } catch (IllegalStateException none) {
            // there is no container, or more than one
        }
    }

    @Override
    public void close() {
        if (requestBegun) {
            request.deactivate();
        }
        container.close();
    }
}
