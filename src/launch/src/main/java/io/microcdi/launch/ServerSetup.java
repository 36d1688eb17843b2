package io.microcdi.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The settings of a server that is started in a process of its own.
 *
 * @param servers the directory in which the build has unpacked servers
 * @param directory the directory for all files of this run, with the log. Its present content is deleted
 * @param port for HTTP, on the loopback address
 * @param environment variables beside those of this process
 */
public record ServerSetup(Path servers, Path directory, int port, List<Application> applications,
        Map<String, String> environment) {
}
