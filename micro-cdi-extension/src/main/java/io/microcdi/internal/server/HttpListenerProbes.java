package io.microcdi.internal.server;

import java.util.List;
import java.util.Optional;

import jakarta.servlet.ServletContext;

import org.jboss.logging.Logger;

/**
 * Asks the server, whichever it is, where it accepts HTTP.
 */
public final class HttpListenerProbes {
    private static final Logger LOG = Logger.getLogger(HttpListenerProbes.class);

    /**
     * GlassFish is asked before Tomcat, of which its web container is a descendant with the same class names. Those that
     * use MBeans come last: several servers can share one JVM and its MBeans.
     */
    private static final List<HttpListenerProbe> PROBES = List.of(new GlassFishProbe(), new TomcatProbe(),
            new JettyProbe(), new WildFlyProbe(), new LibertyProbe());

    private HttpListenerProbes() {
    }

    /**
     * Finds a listener that serves a deployment. Never throws; what was tried is logged at debug level. WildFly and
     * Open Liberty start deployments before they can tell: an empty answer while a deployment starts is not the last
     * word, so ask again with each attempt to join, until there is one.
     *
     * @param context
     *        the deployment's context
     * @param tls
     *        whether only one with TLS will do; otherwise one without is preferred
     * @return the listener; empty where there is none, where the server is not known, or cannot tell yet because it is
     *         still starting
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
