package io.microcdi.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.startup.Tomcat;

/** Tomcat in this process with the two services, beside a registry that runs by itself. */
final class EmbeddedTomcat implements Server {

    private static final List<String> SERVICES = List.of("payments", "checkout");

    private final DemoOptions options;
    private final int port;
    private final int registryPort;
    private final Tomcat tomcat = new Tomcat();
    private ChildProcess registry;

    EmbeddedTomcat(DemoOptions options) {
        this.options = options;
        this.port = Ports.choose(options.port(), 8080, "demo.port");
        this.registryPort = Ports.choose(options.registryPort(), 8427, "demo.registry-port");
    }

    @Override
    public String name() {
        return "embedded Tomcat with Weld";
    }

    @Override
    public void start() {
        List<String> command = List.of(ChildProcess.java(), "-XX:TieredStopAtLevel=1", "-jar",
                options.war("registry").toString(), "--port", "" + registryPort, "--host", "127.0.0.1");
        registry = ChildProcess.start("The registry", command, Map.of(),
                options.runDirectory().resolve("registry.log"));
        System.setProperty("micro.registry.url", "ws://127.0.0.1:" + registryPort);
        try {
            Path base = options.runDirectory().toAbsolutePath();
            Files.createDirectories(base.resolve("webapps"));
            tomcat.setBaseDir(base.toString());
            tomcat.setPort(port);
            tomcat.getConnector().setProperty("address", "127.0.0.1");
            tomcat.getHost().setStartStopThreads(SERVICES.size());
            for (String service : SERVICES) {
                TomcatApplication.add(tomcat, "/" + service, options.war(service), options.home().resolve("lib"));
            }
            tomcat.start();
        } catch (IOException | LifecycleException e) {
            throw new DemoException("Tomcat does not start: " + e.getMessage(), e);
        }
    }

    @Override
    public URI applications() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public URI registry() {
        return URI.create("http://127.0.0.1:" + registryPort);
    }

    @Override
    public void check() {
        registry.check();
        for (var child : tomcat.getHost().findChildren()) {
            if (child instanceof Context context && context.getState() != LifecycleState.STARTED) {
                throw new DemoException(context.getPath() + " could not be deployed: the log above tells why");
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
        } finally {
            if (registry != null) {
                registry.close();
            }
        }
    }
}
