package io.microcdi.launch;

import java.nio.file.Path;

/**
 * An application for a server.
 *
 * @param name the name under which the server knows it
 * @param path its context path, {@code /} for the root. WildFly takes it from the archive, or from the name
 * @param war the archive
 */
public record Application(String name, String path, Path war) {
}
