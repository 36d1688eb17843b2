package io.microcdi.server;

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
     * Finds the listener that serves a deployment. Never throws; what was tried is logged at debug level. WildFly and
     * Open Liberty start deployments before they can tell: an empty answer while a deployment starts is not the last
     * word, so ask again with each attempt to join, until there is one.
     *
     * @param context
     *        the deployment's context
     * @return the listener; empty where the server is not known, or cannot tell yet because it is still starting
     */
    public static Optional<HttpListener> find(ServletContext context) {
        for (HttpListenerProbe probe : PROBES) {
            Optional<HttpListener> found = ask(probe, context);
            if (found.isPresent()) {
                return found;
            }
        }
        LOG.debugf("No HTTP listener found for %s on %s", context.getContextPath(), context.getServerInfo());
        return Optional.empty();
    }

    private static Optional<HttpListener> ask(HttpListenerProbe probe, ServletContext context) {
        String name = probe.getClass().getSimpleName();
        try {
            Optional<HttpListener> found = probe.find(context);
            LOG.debugf("%s: %s", name, found.map(Object::toString).orElse("not this server"));
            return found;
        } catch (Exception | LinkageError e) {
            LOG.debugf(e, "%s: failed", name);
            return Optional.empty();
        }
    }
}
