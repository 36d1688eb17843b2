package io.microcdi.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.startup.Tomcat;

/** Tomcat in this process. */
public final class TomcatServer implements AutoCloseable {

    private final Tomcat tomcat = new Tomcat();

    /**
     * Starts it, and all applications at the same time.
     *
     * @param directory for all that belongs to this run only
     * @param port for HTTP, on the loopback address
     * @param libraries what the applications need and Tomcat has not
     * @throws LaunchException if Tomcat cannot start. {@link #check} reports an application that cannot be deployed
     */
    public TomcatServer(Path directory, int port, List<Application> applications, Path libraries) {
        try {
            Path base = directory.toAbsolutePath();
            Files.createDirectories(base.resolve("webapps"));
            tomcat.setBaseDir(base.toString());
            tomcat.setPort(port);
            tomcat.getConnector().setProperty("address", "127.0.0.1");
            tomcat.getHost().setStartStopThreads(applications.size());
            for (Application application : applications) {
                TomcatApplication.add(tomcat, application.path(), application.war(), libraries);
            }
            tomcat.start();
        } catch (IOException | LifecycleException e) {
            throw new LaunchException("Tomcat does not start: " + e.getMessage(), e);
        }
    }

    /**
     * Fails if an application could not be deployed.
     *
     * @throws LaunchException that names it
     */
    public void check() {
        for (var child : tomcat.getHost().findChildren()) {
            if (child instanceof Context context && context.getState() != LifecycleState.STARTED) {
                throw new LaunchException(context.getPath() + " could not be deployed: the log above tells why");
            }
        }
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            System.err.println("Tomcat does not stop: " + e.getMessage());
        }
    }
}
