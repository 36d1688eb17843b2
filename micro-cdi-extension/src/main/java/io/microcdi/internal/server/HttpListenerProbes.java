package io.microcdi.internal.server;

import java.util.List;
import java.util.Optional;

import jakarta.servlet.ServletContext;

import org.jboss.logging.Logger;

/** Finds the address at which the server accepts HTTP, on each known server. */
public final class HttpListenerProbes {
    private static final Logger LOG = Logger.getLogger(HttpListenerProbes.class);

    /**
     * The probes in their order. GlassFish comes before Tomcat, because its web container descends from Tomcat and has
     * the same class names. Probes that use MBeans come last, because several servers can share one JVM and its MBeans.
     */
    private static final List<HttpListenerProbe> PROBES = List.of(new GlassFishProbe(), new TomcatProbe(),
            new JettyProbe(), new WildFlyProbe(), new LibertyProbe());

    private HttpListenerProbes() {
    }

    /**
     * Finds a listener that serves a deployment. It never throws, and logs each attempt at debug level. WildFly and
     * Open Liberty start deployments before they know their listeners. The caller must therefore call this method again
     * with each attempt to join, until it returns a listener.
     *
     * @param context the deployment's context
     * @param tls whether the listener must use TLS. Otherwise a listener without TLS is preferred
     * @return the listener; empty if there is none, if the server is unknown, or if the server is still starting and
     *        does not know it yet
     */
    public static Optional<HttpListener> find(ServletContext context, boolean tls) {
        for (HttpListenerProbe probe : PROBES) {
            List<HttpListener> found = ask(probe, context);
            if (!found.isEmpty()) {
                return choose(found, tls);
            }
        }
        LOG.debugf("No HTTP listener found for %s on %s", context.getContextPath(), context.getServerInfo());
        return Optional.empty();
    }

    static Optional<HttpListener> choose(List<HttpListener> listeners, boolean tls) {
        Optional<HttpListener> first = listeners.stream().filter(listener -> listener.secure() == tls).findFirst();
        return tls ? first : first.or(() -> listeners.stream().findFirst());
    }

    private static List<HttpListener> ask(HttpListenerProbe probe, ServletContext context) {
        String name = probe.getClass().getSimpleName();
        try {
            List<HttpListener> found = probe.find(context);
            LOG.debugf("%s: %s", name, found.isEmpty() ? "not this server" : found);
            return found;
        } catch (Exception | LinkageError e) {
            LOG.debugf(e, "%s: failed", name);
            return List.of();
        }
    }
}
