package io.microcdi.it.browser;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs that end by themselves. None has the streams of this JVM: Maven sends its commands on the standard input, and a
 * program that reads there, as npm does, takes them away.
 */
final class Command {

    private static final long SECONDS = 600;

    private Command() {
    }

    /** The end of a program. */
    record Ended(int status, String output) {
    }

    /** Returns the program of a name, if the variable {@code PATH} leads to it. */
    static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, name)).filter(Files::isExecutable).findFirst();
    }

    /** Installs npm's packages, or what {@code package.json} of the directory names if there is none. */
    static Ended npmInstall(Path npm, Path directory, String... packages) throws IOException, InterruptedException {
        List<String> options = List.of("--no-package-lock", "--no-audit", "--no-fund", "--no-update-notifier",
                "--prefer-offline", "--fetch-retries=5", "--fetch-retry-mintimeout=1000", "--fetch-retry-factor=2");
        return run(directory, Stream.of(List.of(npm.toString(), "install"), List.of(packages), options)
                .flatMap(List::stream).toList());
    }

    /** Runs a program in a directory and waits for its end; the status is -1 if it does not end within ten minutes. */
    static Ended run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "run", ".log");
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Ended(-1, "not ended after " + SECONDS + " s: " + Files.readString(log));
        }
        return new Ended(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
    }
}
