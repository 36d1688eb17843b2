package io.microcdi.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** WildFly, with a base directory of its own. */
public final class WildFlyServer implements ServerProcess {

    private final ServerSetup setup;
    private final Path base;
    private final ChildProcess process;

    /**
     * Starts it.
     *
     * @throws LaunchException if there is no WildFly to start, or it cannot be
     */
    public WildFlyServer(ServerSetup setup) {
        this.setup = setup;
        this.base = setup.directory().toAbsolutePath().resolve("standalone");
        Path home = Directories.child(setup.servers().toAbsolutePath(), "wildfly");
        try {
            Directories.delete(base);
            Directories.copy(home.resolve("standalone"), base);
            for (Application application : setup.applications()) {
                Files.copy(application.war(), deployment(application, ".war"));
            }
        } catch (IOException e) {
            throw new LaunchException("Could not prepare " + base + ": " + e.getMessage(), e);
        }
        List<String> command = StandaloneCommandBuilder.of(home).setBaseDirectory(base)
                .addServerArguments("-Djboss.http.port=" + setup.port(), "-Djboss.https.port=" + Ports.any(),
                        "-Djboss.management.http.port=" + Ports.any())
                .build();
        process = ChildProcess.start("WildFly", command, setup.environment(),
                setup.directory().resolve("wildfly.log"));
    }

    private Path deployment(Application application, String ending) {
        return base.resolve("deployments").resolve(application.name() + ending);
    }

    @Override
    public void check() {
        process.check();
        for (Application application : setup.applications()) {
            Path failed = deployment(application, ".war.failed");
            if (Files.exists(failed)) {
                throw new LaunchException(application.name() + ".war could not be deployed: " + read(failed)
                        + "\nThe log is " + process.log());
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
    public long pid() {
        return process.handle().pid();
    }

    @Override
    public Path log() {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
    }
}
