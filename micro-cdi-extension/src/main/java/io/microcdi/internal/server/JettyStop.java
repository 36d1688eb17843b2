package io.microcdi.internal.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.EventListener;

import jakarta.servlet.ServletContext;

import org.jboss.logging.Logger;

/**
 * Says early that an application is being stopped. Jetty closes the sockets that an application has opened before it
 * calls the application's own listeners; whoever wants to say goodbye on them must be asked before that.
 */
public final class JettyStop {

    private static final Logger LOG = Logger.getLogger(JettyStop.class);
    private static final String LISTENER = "org.eclipse.jetty.util.component.LifeCycle$Listener";

    private JettyStop() {
    }

    /**
     * Has an action run while the sockets of the application are still open. It runs on the thread that stops the
     * application, with its class loader; on servers other than Jetty it is never run.
     *
     * @param context
     *        of the application; it is being started
     * @param action
     *        may be followed by what the servlet's listeners do at the end
     */
    public static void before(ServletContext context, Runnable action) {
        if (!context.getClass().getName().startsWith("org.eclipse.jetty.")) {
            return;
        }
        try {
            Object handler = Reflection.get(context, "getContextHandler");
            // an application is not shown the server's classes by its own loader
            ClassLoader server = handler.getClass().getClassLoader();
            Object listener = Proxy.newProxyInstance(server, new Class<?>[] { server.loadClass(LISTENER) },
                    listener(context.getClassLoader(), action));
            Reflection.call(handler, "addEventListener", EventListener.class, listener);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debugf(e, "%s does not say when it is stopped", context);
        }
    }

    private static InvocationHandler listener(ClassLoader loader, Runnable action) {
        return (proxy, method, arguments) -> switch (method.getName()) {
            case "lifeCycleStopping" -> {
                run(loader, action);
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> JettyStop.class.getName();
            default -> null;
        };
    }

    private static void run(ClassLoader loader, Runnable action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            action.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
