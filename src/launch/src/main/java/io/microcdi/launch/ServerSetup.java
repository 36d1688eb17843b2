package io.microcdi.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a server in a process of its own is started with.
 *
 * @param servers where the build has unpacked servers
 * @param directory for all that belongs to this run only, the log too; what is there is deleted
 * @param port for HTTP, on the loopback address
 * @param environment variables beside those of this process
 */
public record ServerSetup(Path servers, Path directory, int port, List<Application> applications,
        Map<String, String> environment) {
}
