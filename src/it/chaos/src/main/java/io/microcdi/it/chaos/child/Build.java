package io.microcdi.it.chaos.child;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The classes that a process runs: those of this build, or our jars of another one with the libraries and the programs of
 * this.
 *
 * @param classPath as {@code -classpath} takes it
 */
public record Build(String classPath) {

    /** What this process runs itself. */
    public static final Build THIS = new Build(System.getProperty("java.class.path"));

    /**
     * Returns another build.
     *
     * @param root of the repository of this build
     * @param other root of the repository of the other one, which is packaged
     * @throws IllegalArgumentException if a jar is missing there
     */
    public static Build of(Path root, Path other) {
        return new Build(Arrays.stream(THIS.classPath.split(File.pathSeparator, -1))
                .map(entry -> at(Path.of(entry).toAbsolutePath(), root, other).toString())
                .collect(Collectors.joining(File.pathSeparator)));
    }

    private static Path at(Path entry, Path root, Path other) {
        if (!entry.startsWith(root) || entry.startsWith(root.resolve("src/it")) || !isOurs(entry)) {
            return entry;
        }
        Path there = other.resolve(root.relativize(entry));
        if (!Files.exists(there)) {
            throw new IllegalArgumentException(
                    there + " is missing: run \"mvn package -DskipTests\" in " + other + " first");
        }
        return there;
    }

    /** What is shipped begins so. */
    private static boolean isOurs(Path entry) {
        return entry.getFileName().toString().startsWith("micro-");
    }
}
