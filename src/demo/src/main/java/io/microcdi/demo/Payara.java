package io.microcdi.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Payara with both services and the registry, in a process and a domain of its own. */
final class Payara implements Server {

    private static final String FAILED = "Boot Command deploy failed";

    private final DemoOptions options;
    private final Path domains;
    private final int port;
    private ChildProcess process;

    Payara(DemoOptions options) {
        this.options = options;
        this.domains = options.runDirectory().toAbsolutePath().resolve("domains");
        this.port = Ports.choose(options.port(), 8080, "demo.port");
    }

    @Override
    public String name() {
        return "Payara";
    }

    @Override
    public void start() {
        Path glassfish = Directories.child(options.home().resolve("servers").toAbsolutePath(), "payara")
                .resolve("glassfish");
        Path deployments = options.runDirectory().toAbsolutePath().resolve("deploy.asadmin");
        try {
            Directories.delete(domains);
            Directories.copy(glassfish.resolve("domains"), domains);
            PayaraDomain.usePorts(domains.resolve("domain1/config/domain.xml"), port);
            Files.writeString(deployments, deploy("registry", "/") + deploy("payments", "/payments")
                    + deploy("checkout", "/checkout"));
        } catch (IOException e) {
            throw new DemoException("Could not prepare " + domains + ": " + e.getMessage(), e);
        }
        List<String> command = List.of(ChildProcess.java(), "-jar",
                glassfish.resolve("lib/client/appserver-cli.jar").toString(), "start-domain", "--verbose",
                "--domaindir", domains.toString(), "--postbootcommandfile", deployments.toString(), "domain1");
        process = ChildProcess.start(name(), command, Map.of("MICRO_REGISTRY_URL", "ws://127.0.0.1:" + port),
                options.runDirectory().resolve("payara.log"));
    }

    private String deploy(String name, String path) {
        return "deploy --name " + name + " --contextroot " + path + " " + options.war(name).toAbsolutePath() + "\n";
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
        process.line(FAILED).ifPresent(line -> {
            throw new DemoException(line.strip() + "\nThe log is " + process.log());
        });
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
