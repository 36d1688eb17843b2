package io.microcdi.internal.cdi;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.Extension;

import io.microcdi.MicroNode;

/** An application of some beans in a real CDI container, whose routes are called within the process. */
final class App implements AutoCloseable {

    private final Map<String, String> properties;
    private final SeContainer container;

    private App(Map<String, String> properties, SeContainer container) {
        this.properties = properties;
        this.container = container;
    }

    static App of(Class<?>... beans) {
        return of(Map.of(), beans);
    }

    /** With configuration, which is given by system properties. */
    static App of(Map<String, String> configuration, Class<?>... beans) {
        return of(configuration, null, beans);
    }

    /** With one more extension. */
    static App of(Map<String, String> configuration, Extension other, Class<?>... beans) {
        // the server of these tests has no filter that shows the address of a peer
        Map<String, String> properties = new HashMap<>(Map.of("micro.namespace", "test", "micro.security.mode", "off"));
        properties.putAll(configuration);
        properties.forEach(System::setProperty);
        try {
            SeContainerInitializer initializer = SeContainerInitializer.newInstance().disableDiscovery()
                    .addExtensions(new MicroExtension()).addBeanClasses(beans);
            if (other != null) {
                initializer.addExtensions(other);
            }
            return new App(properties, initializer.initialize());
        } catch (RuntimeException e) {
            properties.keySet().forEach(System::clearProperty);
            throw e;
        }
    }

    <T> T bean(Class<T> type) {
        return container.select(type).get();
    }

    /** The node, which runs: without a web application nobody else starts it. */
    MicroNode node() {
        MicroNode node = bean(MicroNode.class);
        node.start();
        return node;
    }

    /** The node that a web application starts and stops. */
    NodeLifecycle lifecycle() {
        return container.getBeanManager().getExtension(MicroExtension.class).lifecycle();
    }

    /** Calls a route and waits for its answer. Throws the failure. */
    <T> T call(String url, Object payload, Type type) throws Exception {
        try {
            return node().<T>dispatch(url, payload, type).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new AssertionError("no answer from " + url, e);
        }
    }

    @Override
    public void close() {
        container.close();
        properties.keySet().forEach(System::clearProperty);
    }
}
