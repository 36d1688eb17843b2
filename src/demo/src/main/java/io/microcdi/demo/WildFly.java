package io.microcdi.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** WildFly with both services and the registry, in a process and a base directory of its own. */
final class WildFly implements Server {

    private static final List<String> APPLICATIONS = List.of("registry", "payments", "checkout");

    private final DemoOptions options;
    private final Path base;
    private final int port;
    private ChildProcess process;

    WildFly(DemoOptions options) {
        this.options = options;
        this.base = options.runDirectory().toAbsolutePath().resolve("standalone");
        this.port = Ports.choose(options.port(), 8080, "demo.port");
    }

    @Override
    public String name() {
        return "WildFly";
    }

    @Override
    public void start() {
        Path home = Directories.child(options.home().resolve("servers").toAbsolutePath(), "wildfly");
        try {
            Directories.delete(base);
            Directories.copy(home.resolve("standalone"), base);
            for (String application : APPLICATIONS) {
                Files.copy(options.war(application), deployment(application, ".war"));
            }
        } catch (IOException e) {
            throw new DemoException("Could not prepare " + base + ": " + e.getMessage(), e);
        }
        List<String> command = StandaloneCommandBuilder.of(home).setBaseDirectory(base)
                .addServerArguments("-Djboss.http.port=" + port, "-Djboss.https.port=" + Ports.any(),
                        "-Djboss.management.http.port=" + Ports.any())
                .build();
        process = ChildProcess.start(name(), command, Map.of("MICRO_REGISTRY_URL", "ws://127.0.0.1:" + port),
                options.runDirectory().resolve("wildfly.log"));
    }

    private Path deployment(String application, String ending) {
        return base.resolve("deployments").resolve(application + ending);
    }

    @Override
    public URI applications() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public URI registry() {
        return applications();
    }

    @Override
    public void check() {
        process.check();
        for (String application : APPLICATIONS) {
            Path failed = deployment(application, ".war.failed");
            if (Files.exists(failed)) {
                throw new DemoException(application + ".war could not be deployed: " + read(failed) + "\nThe log is "
                        + process.log());
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
