package io.microcdi.internal.servlet;

import static io.microcdi.internal.servlet.ServletLogger.LOG;

import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.server.ServerContainer;

import io.microcdi.internal.cdi.MicroExtension;
import io.microcdi.internal.cdi.WebAppInfo;
import io.microcdi.internal.server.JettyStop;

/** Starts and stops the application's node with the web application. */
final class MicroContextListener implements ServletContextListener {

    private final ServletWebAppInfo webApp;
    private final Set<Class<?>> routeClasses;
    private MicroExtension extension;

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
        extension.lifecycle().start(webApp, container(event.getServletContext()));
        JettyStop.before(event.getServletContext(), extension.lifecycle()::stop);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        WebAppInfo.BEGUN.remove(webApp.context().getClassLoader(), webApp);
        if (extension != null) {
            extension.lifecycle().stop();
        }
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
