package io.microcdi.internal.server;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.ServletContext;

/**
 * Tomcat and what is built on it (TomEE): the connectors of the service that the deployment's host belongs to. Its
 * MBeans would not do, for a JVM may hold several embedded ones.
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

    /** Facades are peeled off until the context itself is reached; listeners added by code get one more. */
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

    /** Its attribute "secure" tells what applications are told: none needs it for TLS, and one behind a proxy may have it. */
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
