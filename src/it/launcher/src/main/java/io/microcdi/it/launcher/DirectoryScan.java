package io.microcdi.it.launcher;

import java.io.IOException;
import java.net.MalformedURLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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
    private static final String STATE = "state";
    private static final String STARTING = "STARTING";
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final JMXServiceURL url;
    private final ObjectName scanners;
    private final ObjectName applications;

    /**
     * @param url where the server's MBeans are
     * @param scanners a pattern for the names of those with an operation {@code scan} that has no parameters
     * @param applications a pattern for the names of those of applications, with an attribute {@code state}
     */
    DirectoryScan(String url, String scanners, String applications) {
        try {
            this.url = new JMXServiceURL(url);
            this.scanners = new ObjectName(scanners);
            this.applications = new ObjectName(applications);
        } catch (MalformedURLException | MalformedObjectNameException e) {
            throw new IllegalArgumentException(url + ", " + scanners + ", " + applications, e);
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

    /** Returns when no application is starting. Jetty logs that one has started shortly before it answers. */
    void awaitStarted() throws IOException {
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            long end = System.nanoTime() + LIMIT_NANOS;
            while (isOneStarting(server)) {
                if (System.nanoTime() > end) {
                    throw new IOException("An application is starting still");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (JMException e) {
            throw new IOException("The server does not tell the states of its applications", e);
        }
    }

    private boolean isOneStarting(MBeanServerConnection server) throws IOException, JMException {
        for (ObjectName application : server.queryNames(applications, null)) {
            if (STARTING.equals(server.getAttribute(application, STATE))) {
                return true;
            }
        }
        return false;
    }
}
