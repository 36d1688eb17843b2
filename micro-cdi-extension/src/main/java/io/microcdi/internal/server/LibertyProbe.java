package io.microcdi.internal.server;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import jakarta.servlet.ServletContext;

/**
 * The probe for Open Liberty. It reads the endpoints of the channel framework, which have the names of the
 * {@code httpEndpoint}s in server.xml.
 */
final class LibertyProbe implements HttpListenerProbe {
    private static final String ENDPOINTS = "WebSphere:feature=channelfw,type=endpoint,name=";

    @Override
    public List<HttpListener> find(ServletContext context) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<HttpListener> found = new ArrayList<>();
        // the default endpoint first, then all others
        for (String pattern : new String[] { "defaultHttpEndpoint", "defaultHttpEndpoint-ssl", "*" }) {
            for (ObjectName name : server.queryNames(new ObjectName(ENDPOINTS + pattern), null)) {
                int port = (Integer) server.getAttribute(name, "Port");
                boolean tls = name.getKeyProperty("name").endsWith("-ssl");
                if (port > 0) {
                    found.add(new HttpListener((String) server.getAttribute(name, "Host"), port, tls));
                }
            }
        }
        return found;
    }
}
