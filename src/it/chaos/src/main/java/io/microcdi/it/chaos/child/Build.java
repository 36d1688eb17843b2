package io.microcdi.it.chaos.child;

import java.io.File;
import java.io.IOException;
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

    /** The build that this process itself runs. */
    public static final Build THIS = new Build(System.getProperty("java.class.path"));

    /**
     * Returns another build.
     *
     * @param root of the repository of this build
     * @param other root of the repository of the other one, which is packaged
     * @throws IllegalArgumentException if it is this build, if a jar is missing there, or if this process runs no jar of ours
     */
    public static Build of(Path root, Path other) {
        if (isSame(root, other)) {
            throw new IllegalArgumentException(
                    other + " is this build: chaos.other must name the root of another clone");
        }
        Build another = new Build(Arrays.stream(THIS.classPath.split(File.pathSeparator, -1))
                .map(entry -> at(Path.of(entry).toAbsolutePath(), root, other).toString())
                .collect(Collectors.joining(File.pathSeparator)));
        if (another.equals(of(THIS.classPath))) {
            throw new IllegalArgumentException("no jar below " + root + " is replaced by one of " + other
                    + ": run this part by \"mvn verify -Pchaos -Dchaos=upgrade -pl src/it/chaos -am\"");
        }
        return another;
    }

    /** Returns a build with absolute paths. */
    private static Build of(String classPath) {
        return new Build(Arrays.stream(classPath.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)));
    }

    private static boolean isSame(Path root, Path other) {
        try {
            return Files.isSameFile(root, other);
        } catch (IOException missing) {
            throw new IllegalArgumentException(other + " is no directory: chaos.other must name the root of a clone",
                    missing);
        }
    }

    private static Path at(Path entry, Path root, Path other) {
        if (!entry.startsWith(root) || entry.startsWith(root.resolve("src/it")) || !isOurs(entry)) {
            return entry;
        }
        Path there = other.resolve(root.relativize(entry));
        if (!Files.exists(there)) {
            throw new IllegalArgumentException(there + " is missing: run \"mvn package -DskipTests\" in " + other
                    + " first, with the version of this build" + others(there));
        }
        return there;
    }

    /** Returns words for the jars of another version; none if there are none. */
    private static String others(Path missing) {
        String[] found = missing.getParent().toFile()
                .list((directory, name) -> isOurs(Path.of(name)) && name.endsWith(".jar"));
        return found == null || found.length == 0 ? "" : ". There are " + String.join(", ", found);
    }

    /** The prefix of shipped files. */
    private static boolean isOurs(Path entry) {
        return entry.getFileName().toString().startsWith("micro-");
    }
}
