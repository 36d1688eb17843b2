package io.microcdi.internal.server;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.ServletContext;

/**
 * The probe for Tomcat and servers that contain it (TomEE). It reads the connectors of the service of the deployment's
 * host. It does not use MBeans, because one JVM may contain several embedded Tomcats.
 */
final class TomcatProbe implements HttpListenerProbe {
    @Override
    public List<HttpListener> find(ServletContext context) throws Exception {
        Object standardContext = standardContext(context);
        if (standardContext == null) {
            return List.of();
        }
        Object host = Reflection.get(standardContext, "getParent");
        Object service = Reflection.get(host, "getParent", "getService");
        List<HttpListener> found = new ArrayList<>();
        for (Object connector : (Object[]) Reflection.get(service, "findConnectors")) {
            listener(connector).ifPresent(found::add);
        }
        return found;
    }

    /** Unwraps the facades of a context. A listener that was added by code has one facade more. */
    private static Object standardContext(ServletContext context) throws ReflectiveOperationException {
        Object at = context;
        while (at != null && at.getClass().getName().startsWith("org.apache.catalina.core.")) {
            if (!(at instanceof ServletContext)) {
                return at;
            }
            at = Reflection.field(at, "sc", "context");
        }
        return null;
    }

    /**
     * Returns whether a connector uses TLS. Its attribute "secure" does not show that: it is the value that
     * applications see. A TLS connector does not need it, and a connector without TLS behind a proxy may have it.
     */
    private static boolean isSecure(Object connector) throws ReflectiveOperationException {
        return "true".equals(String.valueOf(Reflection.call(connector, "getProperty", String.class, "SSLEnabled")));
    }

    private static Optional<HttpListener> listener(Object connector) throws ReflectiveOperationException {
        String protocol = String.valueOf(Reflection.get(connector, "getProtocolHandlerClassName"));
        int local = (Integer) Reflection.get(connector, "getLocalPort");
        int port = local > 0 ? local : (Integer) Reflection.get(connector, "getPortWithOffset");
        if (protocol.contains(".ajp.") || port < 1) {
            return Optional.empty();
        }
        Object address = Reflection.call(connector, "getProperty", String.class, "address");
        String host = address instanceof InetAddress inet ? inet.getHostAddress() : (String) address;
        return Optional.of(new HttpListener(host, port, isSecure(connector)));
    }
}
