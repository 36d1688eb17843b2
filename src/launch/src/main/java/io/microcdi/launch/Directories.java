package io.microcdi.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies and removes directories. */
final class Directories {

    private Directories() {
    }

    static void copy(Path from, Path to) throws IOException {
        for (Path source : list(from)) {
            Path target = to.resolve(from.relativize(source).toString());
            if (Files.isDirectory(source)) {
                Files.createDirectories(target);
            } else {
                Files.copy(source, target);
            }
        }
    }

    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            for (Path path : list(directory).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The one directory whose name begins so. */
    static Path child(Path directory, String prefix) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> child.getFileName().toString().startsWith(prefix)).findFirst()
                    .orElseThrow(() -> new LaunchException("There is no " + prefix + "… in " + directory));
        } catch (IOException e) {
            throw new LaunchException("The build has not put a server into " + directory, e);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.toList();
        }
    }
}
