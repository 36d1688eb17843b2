package io.microcdi.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.microcdi.bench.child.ServerProcess;

/** A process that is measured, as the measuring process sees it. */
final class Child implements AutoCloseable {

    private static final int TAIL = 20;
    private static final long PATIENCE_SECONDS = 10;

    private final String name;
    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private final Writer input;

    /**
     * Starts it.
     *
     * @param directory where its log is put
     */
    Child(String name, List<String> command, Map<String, String> environment, Path directory) {
        this.name = name;
        this.errors = directory.resolve(name + ".log");
        try {
            Files.createDirectories(directory);
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not start " + name, e);
        }
        output = process.inputReader();
        input = process.outputWriter();
    }

    /** Waits until it can be measured. Returns its own description. */
    String awaitReady() {
        return await(ServerProcess.READY);
    }

    /** Waits for a line that begins with a word. Returns the rest of the line. */
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
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
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
