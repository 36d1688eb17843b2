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

/** Starts the application's node with the web application, and stops it. */
final class MicroContextListener implements ServletContextListener {

    private final ServletWebAppInfo surroundings;
    private final Set<Class<?>> routeClasses;
    private MicroExtension extension;

    MicroContextListener(ServletWebAppInfo surroundings, Set<Class<?>> routeClasses) {
        this.surroundings = surroundings;
        this.routeClasses = routeClasses;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        String path = surroundings.contextPath();
        extension = extension().orElse(null);
        if (extension == null) {
            LOG.noExtension(path);
            return;
        }
        extension.warnOfNonBeans(routeClasses);
        extension.lifecycle().start(surroundings, container(event.getServletContext()));
        JettyStop.before(event.getServletContext(), extension.lifecycle()::stop);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        WebAppInfo.BEGUN.remove(surroundings.context().getClassLoader(), surroundings);
        if (extension != null) {
            extension.lifecycle().stop();
        }
    }

    private ServerContainer container(ServletContext context) {
        if (context.getAttribute(ServerContainer.class.getName()) instanceof ServerContainer container) {
            return container;
        }
        throw LOG.noWebSocket(surroundings.contextPath());
    }

    /** Here, on the container's own thread, the current CDI is this application's. */
    private static Optional<MicroExtension> extension() {
        try {
            return Optional.of(CDI.current().getBeanManager().getExtension(MicroExtension.class));
        } catch (IllegalStateException | IllegalArgumentException | LinkageError absent) {
            LOG.debugf(absent, "No CDI extension");
            return Optional.empty();
        }
    }
}
