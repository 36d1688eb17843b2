package io.microcdi.internal.registry.web;

import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.standalone.InstrumentProvider;
import io.microcdi.internal.standalone.Observers;
import io.microcdi.internal.standalone.ShutdownHook;
import io.microcdi.internal.websocket.Endpoints;
import io.microcdi.internal.websocket.HandshakeRate;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.RatedAcceptor;
import io.microcdi.internal.websocket.adapter.EarlyClasses;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.registry.RegistryKeys;

/**
 * Starts and stops the registry with its application. It is listed in {@code web.xml}, so that containers find it that
 * scan no annotations.
 */
public final class RegistryListener implements ServletContextListener {

    private EngineRegistry registry;
    private ShutdownHook hook;

    /** Called by the container. */
    public RegistryListener() {
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            start(event.getServletContext());
        } catch (ConfigException e) {
            if (event.getServletContext().getAttribute(Attributes.FAILED) instanceof Consumer<?> failed) {
                report(e, failed);
                throw new Reported(e.getMessage());
            }
            throw e;
        }
    }

    /** Reports an invalid setting to the embedded server, which prints one line about it. */
    @SuppressWarnings("unchecked") // the embedded server has set the attribute
    private static void report(ConfigException failure, Consumer<?> failed) {
        ((Consumer<ConfigException>) failed).accept(failure);
    }

    /** An invalid setting that was reported. It has no stack trace, which would hide the message in the log. */
    private static final class Reported extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Reported(String message) {
            super(message, null, false, false);
        }
    }

    private void start(ServletContext context) {
        EarlyClasses.load();
        boolean alone = context.getInitParameter(Attributes.ALONE) != null;
        MicroConfig read = alone ? RegistryConfig.readAlone() : RegistryConfig.read();
        RegistryConfig.unknownKeys().forEach(
                (name, correction) -> WebLog.LOG.unknownKey(Excerpts.of(name), correction));
        MicroConfig config = withUrl(read, context.getInitParameter(Attributes.URL));
        OriginPolicy origins = new OriginPolicy(config.get(ConfigKeys.ALLOWED_ORIGINS));
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ThreadFactory threads = Threads.daemon("micro-registry", loader);
        Observers observers = new Observers(List.of(), InstrumentProvider.find(loader, type -> null));
        registry = alone
                ? EngineRegistry.inOwnProcess(config, threads, ExactNumbers::jsonb, observers,
                        RegistryServerKeys.MAX_LIVE_HEAP_PERCENT)
                : EngineRegistry.inServer(config, threads, ExactNumbers::jsonb, observers);
        Access access = Access.of(config, registry, origins, context.getInitParameter(Attributes.ALONE));
        // the server of a standalone registry has bounded the handshakes before
        LinkAcceptor acceptor = alone ? registry
                : new RatedAcceptor(registry, HandshakeRate.refusing(config, registry.timer()::nanoTime));
        install(context, acceptor, origins);
        guard(context);
        registry.start();
        try {
            Attributes attributes = Attributes.of(registry, acceptor, config, access);
            attributes.into(context);
            if (!alone && config.get(ConfigKeys.SHUTDOWN_HOOK)) {
                // some servers cut the links at the end of their process before they end the application, or without
                // that
                hook = new ShutdownHook(attributes::stop);
                hook.add();
            }
        } catch (RuntimeException | Error e) {
            // some servers do not tell a listener of the end whose start has failed
            Steps.run(() -> Steps.rethrow(e), registry::stop);
        }
        String path = context.getContextPath();
        WebLog.LOG.started(path);
        if (!path.isEmpty()) {
            WebLog.LOG.notAtRoot(path);
        }
    }

    /** The address for the other registries of a cluster, which a standalone registry knows. */
    private static MicroConfig withUrl(MicroConfig config, String url) {
        return url == null || config.find(RegistryKeys.CLUSTER_URL).isPresent() ? config
                : config.with(RegistryKeys.CLUSTER_URL, url);
    }

    /**
     * Stops the registry and closes its links, because some servers leave the links of an undeployed application open.
     */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        Steps.run(() -> {
            if (hook != null) {
                hook.remove();
            }
        }, () -> {
            if (registry != null) {
                stop(Attributes.of(event.getServletContext()));
                WebLog.LOG.stopped();
            }
        });
    }

    private void stop(Attributes attributes) {
        if (attributes != null) {
            attributes.stop();
        } else {
            registry.stop();
        }
    }

    /**
     * Adds the filters. They are added after the endpoints and before all other filters, because Jetty adds its own
     * filter for handshakes before all declared ones.
     */
    private static void guard(ServletContext context) {
        FilterRegistration.Dynamic people = context.addFilter("access", AccessFilter.class);
        people.setAsyncSupported(true);
        people.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        FilterRegistration.Dynamic filter = context.addFilter("origin", OriginFilter.class);
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        FilterRegistration.Dynamic bodies = context.addFilter("bodies", BodyFilter.class);
        bodies.setAsyncSupported(true);
        bodies.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    private void install(ServletContext context, LinkAcceptor acceptor, OriginPolicy origins) {
        if (!(context.getAttribute(ServerContainer.class.getName()) instanceof ServerContainer container)) {
            throw WebLog.LOG.noWebSocketContainer();
        }
        try {
            Endpoints.install(container, acceptor, context.getContextPath(), registry.sessionOptions(), origins);
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }
}
