package io.microcdi.internal.servlet;

import static io.microcdi.internal.servlet.ServletLog.LOG;

import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.server.ServerContainer;

import io.microcdi.Registration;
import io.microcdi.internal.cdi.MicroExtension;
import io.microcdi.internal.cdi.NodeLifecycle;
import io.microcdi.internal.cdi.WebAppInfo;
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.server.JettyStop;
import io.microcdi.internal.server.WildFlySuspend;

/**
 * Starts and stops the application's node with the web application. Where a server closes the sockets before it stops
 * the application, the node leaves at the event that the server has before that (servers, Stopping).
 */
final class MicroContextListener implements ServletContextListener {

    private final ServletWebAppInfo webApp;
    private final Set<Class<?>> routeClasses;
    private volatile MicroExtension extension;
    private Registration suspend = () -> {
    };

    MicroContextListener(ServletWebAppInfo webApp, Set<Class<?>> routeClasses) {
        this.webApp = webApp;
        this.routeClasses = routeClasses;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        String path = webApp.contextPath();
        extension = extension().orElse(null);
        if (extension == null) {
            LOG.noExtension(path);
            return;
        }
        extension.warnOfNonBeans(routeClasses);
        NodeLifecycle lifecycle = extension.lifecycle();
        lifecycle.start(webApp, container(event.getServletContext()));
        try {
            JettyStop.before(event.getServletContext(), lifecycle::stop);
            suspend = WildFlySuspend.listen(event.getServletContext().getClassLoader(), lifecycle::drain,
                    lifecycle::resume);
        } catch (RuntimeException | Error e) {
            // some servers do not tell a listener of the end whose start has failed
            Steps.run(() -> Steps.rethrow(e), lifecycle::stop);
        }
    }

    /** Returns the lifecycle of the node; empty until the application has begun, and without CDI. */
    Optional<NodeLifecycle> lifecycle() {
        return Optional.ofNullable(extension).map(MicroExtension::lifecycle);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        WebAppInfo.BEGUN.remove(webApp.context().getClassLoader(), webApp);
        Steps.run(suspend::close, () -> {
            if (extension != null) {
                extension.lifecycle().stop();
            }
        });
    }

    private ServerContainer container(ServletContext context) {
        if (context.getAttribute(ServerContainer.class.getName()) instanceof ServerContainer container) {
            return container;
        }
        throw LOG.noWebSocket(webApp.contextPath());
    }

    /** Returns the extension. On the container's own thread, the current CDI is that of this application. */
    private static Optional<MicroExtension> extension() {
        try {
            return Optional.of(CDI.current().getBeanManager().getExtension(MicroExtension.class));
        } catch (IllegalStateException | IllegalArgumentException | LinkageError absent) {
            LOG.debugf(absent, "No CDI extension");
            return Optional.empty();
        }
    }
}
