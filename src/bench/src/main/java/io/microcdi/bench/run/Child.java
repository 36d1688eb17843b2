package io.microcdi.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.microcdi.bench.child.ServerProcess;

/** A process that is measured, as whoever measures sees it. */
final class Child implements AutoCloseable {

    private static final int TAIL = 20;
    private static final long PATIENCE_SECONDS = 10;

    private final String name;
    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private final Writer input;

    private Child(String name, List<String> command, Path directory) {
        this.name = name;
        this.errors = directory.resolve(name + ".log");
        try {
            Files.createDirectories(directory);
            process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not start " + name, e);
        }
        output = process.inputReader();
        input = process.outputWriter();
    }

    /** Starts a class of this class path in a process of its own, all with the same settings. */
    static Child java(String name, Class<?> main, Path directory, String... args) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms512m", "-Xmx512m", "-XX:+UseG1GC", "-XX:FlightRecorderOptions=stackdepth=128", "-cp",
                        System.getProperty("java.class.path"),
                        "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file"),
                        main.getName()));
        command.addAll(List.of(args));
        return new Child(name, command, directory);
    }

    /** Waits until it can be measured; what it says of itself then. */
    String awaitReady() {
        return await(ServerProcess.READY);
    }

    /** Waits for a line that begins with a word; what follows it. */
    String await(String word) {
        try {
            String line = output.readLine();
            while (line != null && !line.equals(word) && !line.startsWith(word + " ")) {
                line = output.readLine();
            }
            if (line == null) {
                throw new IllegalStateException(name + " has ended; " + errors + " ends with\n" + tail());
            }
            return line.substring(word.length()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not answer", e);
        }
    }

    void say(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not listen; " + errors + " ends with\n" + tail(), e);
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(errors);
            return lines.subList(Math.max(0, lines.size() - TAIL), lines.size()).stream()
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public String toString() {
        return name;
    }

    /** Ends it, at first by asking. */
    @Override
    public void close() {
        try {
            input.close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().onExit().join();
            }
        } catch (IOException e) {
            process.destroyForcibly().onExit().join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
