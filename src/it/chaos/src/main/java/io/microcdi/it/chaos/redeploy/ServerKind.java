package io.microcdi.it.chaos.redeploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

import io.microcdi.launch.Application;
import io.microcdi.launch.PayaraServer;
import io.microcdi.launch.ServerProcess;
import io.microcdi.launch.ServerSetup;
import io.microcdi.launch.TomcatProcess;
import io.microcdi.launch.WildFlyServer;

/** The servers, and how each redeploys an application. */
enum ServerKind {
    /** Looks every ten seconds for archives that have changed. */
    TOMCAT {
        @Override
        ServerProcess start(ServerSetup setup, Path libraries) {
            return new TomcatProcess(setup, libraries);
        }

        @Override
        void redeploy(Path directory, Application application) throws IOException {
            Path archive = directory.resolve("base/webapps").resolve(application.name() + ".war");
            Path whole = Files.copy(application.war(), directory.resolve(application.name() + ".new"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(whole, FileTime.from(Instant.now()));
            Files.move(whole, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    },
    /** Looks every five seconds, for a file beside the archive. */
    WILDFLY {
        @Override
        ServerProcess start(ServerSetup setup, Path libraries) {
            return new WildFlyServer(setup);
        }

        @Override
        void redeploy(Path directory, Application application) throws IOException {
            Files.writeString(directory.resolve("standalone/deployments").resolve(application.name() + ".war.dodeploy"),
                    "");
        }
    },
    /** Is told by its administration over HTTP, as {@code asadmin} does. */
    PAYARA {
        @Override
        ServerProcess start(ServerSetup setup, Path libraries) {
            return new PayaraServer(setup);
        }

        @Override
        void redeploy(Path directory, Application application) throws IOException, InterruptedException {
            PayaraAdmin.redeploy(directory.resolve("domains/domain1/config/domain.xml"), application);
        }
    };

    /** Starts the server with its applications. */
    abstract ServerProcess start(ServerSetup setup, Path libraries);

    /**
     * Asks for a redeployment, which need not be done when this returns.
     *
     * @param directory of the server
     */
    abstract void redeploy(Path directory, Application application) throws IOException, InterruptedException;
}
