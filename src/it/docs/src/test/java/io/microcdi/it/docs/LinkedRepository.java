package io.microcdi.it.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local repository of Maven with links to all artifacts that this build has, but for our own: those that a test
 * installs stay in it, and the repository of the user who builds stays as it is.
 */
final class LinkedRepository {

    private LinkedRepository() {
    }

    static void create(Path repository, Path linked) throws IOException {
        for (String group : List.of("", "io")) {
            Path directory = Files.createDirectories(repository.resolve(group));
            try (Stream<Path> all = Files.list(linked.resolve(group))) {
                for (Path each : all.filter(Files::isDirectory).toList()) {
                    link(directory.resolve(each.getFileName().toString()), each);
                }
            }
        }
    }

    private static void link(Path link, Path target) throws IOException {
        boolean own = link.endsWith("io") || link.endsWith("io/microcdi");
        if (!own && !Files.exists(link)) {
            Files.createSymbolicLink(link, target);
        }
    }
}
