package io.microcdi.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of its own whose output goes to a file, and which ends with the demo. */
final class ChildProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            return new ChildProcess(name, log, process);
        } catch (IOException e) {
            throw new DemoException("Could not start " + name + ": " + e.getMessage(), e);
        }
    }

    /** The java that runs the demo, so that nothing else need be installed. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Fails if the process has ended by itself. */
    void check() {
        if (!process.isAlive()) {
            throw new DemoException(name + " ended with status " + process.exitValue() + "; its output is in " + log
                    + " and ends with\n" + tail(15));
        }
    }

    Path log() {
        return log;
    }

    /** The first line of the output that holds a text. */
    Optional<String> line(String text) {
        return output().lines().filter(line -> line.contains(text)).findFirst();
    }

    private String tail(int count) {
        List<String> lines = output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    private String output() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Asks it and what it has started to end, and waits; whoever does not listen is ended. */
    @Override
    public void close() {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        family.forEach(ProcessHandle::destroy);
        for (ProcessHandle member : family) {
            try {
                member.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                member.destroyForcibly();
            } catch (Exception e) {
                member.destroyForcibly();
            }
        }
    }
}
