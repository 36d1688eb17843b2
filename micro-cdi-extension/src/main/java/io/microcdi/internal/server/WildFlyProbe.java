package io.microcdi.internal.server;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import jakarta.servlet.ServletContext;

/**
 * The probe for WildFly and JBoss EAP. It reads the socket binding of Undertow's listener from the management model in
 * JMX. While the server boots, this model cannot be read, and each attempt would write an error to the server's log.
 * The probe then finds nothing until the server runs.
 */
final class WildFlyProbe implements HttpListenerProbe {
    private static final String STATE = "jboss.root:type=state";
    private static final String LISTENERS = "jboss.as:subsystem=undertow,server=*,";

    @Override
    public List<HttpListener> find(ServletContext context) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName state = new ObjectName(STATE);
        if (server.isRegistered(state) && "starting".equals(server.getAttribute(state, "ProcessState"))) {
            return List.of();
        }
        List<HttpListener> found = new ArrayList<>();
        first(server, "http-listener", false).ifPresent(found::add);
        first(server, "https-listener", true).ifPresent(found::add);
        return found;
    }

    private static Optional<HttpListener> first(MBeanServer server, String kind, boolean secure) throws JMException {
        for (ObjectName listener : server.queryNames(new ObjectName(LISTENERS + kind + "=*"), null)) {
            String binding = (String) server.getAttribute(listener, "socketBinding");
            ObjectName pattern = new ObjectName("jboss.as:socket-binding-group=*,socket-binding=" + binding);
            Iterator<ObjectName> found = server.queryNames(pattern, null).iterator();
            if (found.hasNext()) {
                return Optional.of(listener(server, found.next(), secure));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the listener of a socket binding. The socket is not bound while a listener is disabled or not open yet.
     * The result then has the configured address and port.
     */
    private static HttpListener listener(MBeanServer server, ObjectName binding, boolean secure) throws JMException {
        ObjectName group = new ObjectName(
                "jboss.as:socket-binding-group=" + binding.getKeyProperty("socket-binding-group"));
        if (Boolean.TRUE.equals(server.getAttribute(binding, "bound"))) {
            return new HttpListener((String) server.getAttribute(binding, "boundAddress"),
                    (Integer) server.getAttribute(binding, "boundPort"), secure);
        }
        int port = (Integer) server.getAttribute(binding, "port");
        boolean fixed = Boolean.TRUE.equals(server.getAttribute(binding, "fixedPort"));
        int offset = fixed ? 0 : (Integer) server.getAttribute(group, "portOffset");
        Object own = server.getAttribute(binding, "interface");
        Object face = own != null ? own : server.getAttribute(group, "defaultInterface");
        Object address = server.getAttribute(new ObjectName("jboss.as:interface=" + face), "resolvedAddress");
        return new HttpListener((String) address, port + offset, secure);
    }
}
