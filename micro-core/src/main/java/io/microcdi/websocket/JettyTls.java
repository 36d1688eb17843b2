package io.microcdi.websocket;

import java.lang.reflect.Method;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import jakarta.websocket.WebSocketContainer;

import org.jboss.logging.Logger;

/**
 * Gives Jetty's client container its TLS: of 12.0 and 12.1 none looks into the endpoint's configuration for it. It has one
 * for all its connections, in its HTTP client, whose classes an application may not see.
 */
final class JettyTls {

    private static final Logger LOG = Logger.getLogger(JettyTls.class);

    private boolean given;

    /** Does so once; whoever comes meanwhile waits. Other containers need nothing. */
    synchronized void give(WebSocketContainer container, SSLContext context) {
        if (!given && container.getClass().getName().startsWith("org.eclipse.jetty.")) {
            given = true;
            set(container, context);
        }
    }

    private static void set(WebSocketContainer container, SSLContext context) {
        try {
            Object client = method(container.getClass(), "getHttpClient").invoke(container);
            Object factory = client.getClass().getMethod("getSslContextFactory").invoke(client);
            Method replace = factory.getClass().getMethod("setSslContext", SSLContext.class);
            Consumer<Object> change = target -> invoke(replace, target, context);
            factory.getClass().getMethod("reload", Consumer.class).invoke(factory, change);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debugf(e, "%s takes no TLS context", container);
        }
    }

    private static void invoke(Method method, Object target, Object argument) {
        try {
            method.invoke(target, argument);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** It is declared for descendants only. */
    private static Method method(Class<?> type, String name) throws NoSuchMethodException {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == 0 && method.trySetAccessible()) {
                    return method;
                }
            }
        }
        throw new NoSuchMethodException(type.getName() + "." + name);
    }
}
