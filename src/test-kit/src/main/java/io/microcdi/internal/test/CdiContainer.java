package io.microcdi.internal.test;

import java.util.List;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;

import org.junit.jupiter.api.extension.ExtensionConfigurationException;

import io.microcdi.MicroNode;
import io.microcdi.internal.cdi.MicroExtension;
import io.microcdi.internal.standalone.EngineNode;

/** The beans of a test in a CDI container for Java SE. No other class needs CDI. */
final class CdiContainer implements AutoCloseable {

    private final SeContainer container;
    private final RequestContextController request;
    private final boolean requestBegun;

    /**
     * Starts a container and the node of the application.
     *
     * @param namespace empty for the configured one
     */
    CdiContainer(Class<?>[] beans, String namespace) {
        container = initializer().disableDiscovery().addBeanClasses(beans).addExtensions(new MicroExtension())
                .initialize();
        try {
            EngineNode node = (EngineNode) container.getBeanManager().getExtension(MicroExtension.class).lifecycle()
                    .node();
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

    private static SeContainerInitializer initializer() {
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
