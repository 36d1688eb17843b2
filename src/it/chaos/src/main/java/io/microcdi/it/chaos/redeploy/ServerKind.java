package io.microcdi.it.chaos.redeploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

import io.microcdi.launch.Application;
import io.microcdi.launch.PayaraServer;
import io.microcdi.launch.ServerProcess;
import io.microcdi.launch.ServerSetup;
import io.microcdi.launch.TomcatProcess;
import io.microcdi.launch.WildFlyServer;

/** The servers. Each redeploys an application whose archive was replaced in the directory that it scans. */
enum ServerKind {
    /** Looks every ten seconds. */
    TOMCAT {
        @Override
        ServerProcess start(ServerSetup setup, Path libraries) {
            return new TomcatProcess(setup, libraries);
        }

        @Override
        Path archive(Path directory, Application application) {
            return directory.resolve("base/webapps").resolve(application.name() + ".war");
        }
    },
    /** Looks every five seconds, for a file beside the archive. */
    WILDFLY {
        @Override
        ServerProcess start(ServerSetup setup, Path libraries) {
            return new WildFlyServer(setup);
        }

        @Override
        Path archive(Path directory, Application application) {
            return directory.resolve("standalone/deployments").resolve(application.name() + ".war");
        }

        @Override
        void redeploy(Path directory, Application application) throws IOException {
            Path archive = archive(directory, application);
            Files.writeString(archive.resolveSibling(archive.getFileName() + ".dodeploy"), "");
        }
    },
    /** Looks every two seconds. */
    PAYARA {
        @Override
        ServerProcess start(ServerSetup setup, Path libraries) throws IOException {
            PayaraServer server = new PayaraServer(new ServerSetup(setup.servers(), setup.directory(), setup.port(),
                    List.of(), setup.environment()));
            for (Application application : setup.applications()) {
                redeploy(setup.directory(), application);
            }
            return server;
        }

        @Override
        Path archive(Path directory, Application application) {
            return directory.resolve("domains/domain1/autodeploy").resolve(application.name() + ".war");
        }
    };

    /** Starts the server with its applications. */
    abstract ServerProcess start(ServerSetup setup, Path libraries) throws IOException;

    /** Returns where the server looks for the archive of an application. */
    abstract Path archive(Path directory, Application application);

    /** Replaces the archive. */
    void redeploy(Path directory, Application application) throws IOException {
        Path archive = archive(directory, application);
        Files.createDirectories(archive.getParent());
        Path whole = Files.copy(application.war(), directory.resolve(application.name() + ".new"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(whole, FileTime.from(Instant.now()));
        Files.move(whole, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
