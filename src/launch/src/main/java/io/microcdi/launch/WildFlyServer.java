package io.microcdi.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** WildFly, with a base directory of its own. */
public final class WildFlyServer extends ServerProcess {

    private final ServerSetup setup;

    /**
     * Starts it.
     *
     * @throws LaunchException if there is no WildFly to start, or it cannot be
     */
    public WildFlyServer(ServerSetup setup) {
        this(setup, "standalone.xml");
    }

    /**
     * Starts it with one of its configurations.
     *
     * @param configuration the name of the file, as {@code standalone-microprofile.xml}
     * @throws LaunchException if there is no WildFly to start, or it cannot be
     */
    public WildFlyServer(ServerSetup setup, String configuration) {
        super(start(setup, configuration));
        this.setup = setup;
    }

    private static ChildProcess start(ServerSetup setup, String configuration) {
        Path base = base(setup);
        Path home = Directories.child(setup.servers().toAbsolutePath(), "wildfly");
        try {
            Directories.delete(base);
            Directories.copy(home.resolve("standalone"), base);
            for (Application application : setup.applications()) {
                Files.copy(application.war(), deployment(setup, application, ".war"));
            }
        } catch (IOException e) {
            throw new LaunchException("Could not prepare " + base + ": " + e.getMessage(), e);
        }
        List<String> command = StandaloneCommandBuilder.of(home).setBaseDirectory(base)
                .setServerConfiguration(configuration)
                .addServerArguments("-Djboss.http.port=" + setup.port(), "-Djboss.https.port=" + Ports.any(),
                        "-Djboss.management.http.port=" + Ports.any())
                .build();
        return ChildProcess.start("WildFly", command, setup.environment(),
                setup.directory().resolve("wildfly.log"));
    }

    private static Path base(ServerSetup setup) {
        return setup.directory().toAbsolutePath().resolve("standalone");
    }

    private static Path deployment(ServerSetup setup, Application application, String ending) {
        return base(setup).resolve("deployments").resolve(application.name() + ending);
    }

    @Override
    public void check() {
        super.check();
        for (Application application : setup.applications()) {
            Path failed = deployment(setup, application, ".war.failed");
            if (Files.exists(failed)) {
                throw new LaunchException(application.name() + ".war could not be deployed: " + read(failed)
                        + "\nThe log is " + log());
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
}
