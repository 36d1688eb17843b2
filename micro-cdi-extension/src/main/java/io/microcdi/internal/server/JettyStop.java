package io.microcdi.internal.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.EventListener;

import jakarta.servlet.ServletContext;

import org.jboss.logging.Logger;

/**
 * Reports early that Jetty stops an application. Jetty closes the sockets of an application before it calls the
 * application's listeners. A node must send its last messages before that.
 */
public final class JettyStop {

    private static final Logger LOG = Logger.getLogger(JettyStop.class);
    private static final String LISTENER = "org.eclipse.jetty.util.component.LifeCycle$Listener";

    private JettyStop() {
    }

    /**
     * Registers an action that runs while the sockets of the application are still open. The action runs on the thread
     * that stops the application, with the application's class loader. On servers other than Jetty it never runs.
     *
     * @param context the context of the application, which is being started
     * @param action the action. The servlet listeners may run after it
     */
    public static void before(ServletContext context, Runnable action) {
        if (!context.getClass().getName().startsWith("org.eclipse.jetty.")) {
            return;
        }
        try {
            Object handler = Reflection.get(context, "getContextHandler");
            // the application's class loader hides the server's classes
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
