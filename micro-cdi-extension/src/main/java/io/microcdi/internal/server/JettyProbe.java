package io.microcdi.internal.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.ServletContext;

/** The probe for Jetty 11 and 12. It reads the connectors of the context handler's server. */
final class JettyProbe implements HttpListenerProbe {
    @Override
    public List<HttpListener> find(ServletContext context) throws Exception {
        if (!context.getClass().getName().startsWith("org.eclipse.jetty.")) {
            return List.of();
        }
        Object server = Reflection.get(context, "getContextHandler", "getServer");
        List<HttpListener> found = new ArrayList<>();
        for (Object connector : (Object[]) Reflection.get(server, "getConnectors")) {
            listener(connector).ifPresent(found::add);
        }
        return found;
    }

    /**
     * Returns the listener of a connector. Contexts start before connectors open. Until then, the result has the
     * configured port, or is empty if any free port is configured.
     */
    private static Optional<HttpListener> listener(Object connector) throws ReflectiveOperationException {
        int local = (Integer) Reflection.get(connector, "getLocalPort");
        int port = local > 0 ? local : (Integer) Reflection.get(connector, "getPort");
        if (port < 1) {
            return Optional.empty();
        }
        List<?> protocols = (List<?>) Reflection.get(connector, "getProtocols");
        boolean secure = protocols.stream().anyMatch(protocol -> "ssl".equalsIgnoreCase(String.valueOf(protocol)));
        return Optional.of(new HttpListener((String) Reflection.get(connector, "getHost"), port, secure));
    }
}
