package io.microcdi.demo;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.microcdi.launch.ChildProcess;
import io.microcdi.launch.TomcatServer;

/** Tomcat in this process with the two services, beside a registry that runs by itself. */
final class EmbeddedTomcat implements Server {

    private final DemoOptions options;
    private final int port;
    private final int registryPort;
    private TomcatServer tomcat;
    private ChildProcess registry;

    EmbeddedTomcat(DemoOptions options) {
        this.options = options;
        this.port = DemoPorts.choose(options.port(), 8080, "demo.port");
        this.registryPort = DemoPorts.choose(options.registryPort(), 8427, "demo.registry-port");
    }

    @Override
    public String name() {
        return "embedded Tomcat with Weld";
    }

    @Override
    public void start() {
        List<String> command = List.of(ChildProcess.java(), "-XX:TieredStopAtLevel=1", "-jar",
                options.war("registry").toString(), "--port", "" + registryPort, "--host", "127.0.0.1");
        registry = ChildProcess.start("The registry", command, Map.of("MICRO_SECURITY_SECRET", SECRET),
                options.runDirectory().resolve("registry.log"));
        System.setProperty("micro.registry.url", "ws://127.0.0.1:" + registryPort);
        System.setProperty("micro.security.secret", SECRET);
        tomcat = new TomcatServer(options.runDirectory(), port,
                List.of(options.application("payments"), options.application("checkout")),
                options.home().resolve("lib"));
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
        tomcat.check();
    }

    @Override
    public void close() {
        if (tomcat != null) {
            tomcat.close();
        }
        if (registry != null) {
            registry.close();
        }
    }
}
