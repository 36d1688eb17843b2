package io.microcdi.internal.server;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import jakarta.servlet.ServletContext;

/** Open Liberty: the endpoints of its channel framework, which are named for the {@code httpEndpoint} of server.xml. */
final class LibertyProbe implements HttpListenerProbe {
    private static final String ENDPOINTS = "WebSphere:feature=channelfw,type=endpoint,name=";

    @Override
    public List<HttpListener> find(ServletContext context) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<HttpListener> found = new ArrayList<>();
        // The default one first; then whatever there is.
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
