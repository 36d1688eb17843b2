package io.microcdi.it.launcher;

import java.io.IOException;
import java.net.MalformedURLException;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Asks a server to look at its directory of deployments at once, and not when its interval has passed. */
final class DirectoryScan {
    private static final String OPERATION = "scan";

    private final JMXServiceURL url;
    private final ObjectName scanners;

    /**
     * @param url where the server's MBeans are
     * @param scanners a pattern for the names of those with an operation {@code scan} that has no parameters
     */
    DirectoryScan(String url, String scanners) {
        try {
            this.url = new JMXServiceURL(url);
            this.scanners = new ObjectName(scanners);
        } catch (MalformedURLException | MalformedObjectNameException e) {
            throw new IllegalArgumentException(url + ", " + scanners, e);
        }
    }

    /** Returns before the server has looked. */
    void begin() throws IOException {
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            for (ObjectName scanner : server.queryNames(scanners, null)) {
                server.invoke(scanner, OPERATION, new Object[0], new String[0]);
            }
        } catch (JMException e) {
            throw new IOException("The server does not look at its directory", e);
        }
    }
}
