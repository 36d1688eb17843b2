package io.microcdi.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A separate process whose output goes to a file. The code that starts it must close it. */
public final class ChildProcess implements AutoCloseable {

    private static final long EXIT_TIMEOUT_SECONDS = 30;

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a process.
     *
     * @param environment variables beside those of this process
     * @throws LaunchException if the process cannot be started
     */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            return new ChildProcess(name, log, process);
        } catch (IOException e) {
            throw new LaunchException("Could not start " + name + ": " + e.getMessage(), e);
        }
    }

    /** Returns the path of the JVM that runs this program, so that no other one must be installed. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Fails if the process has ended by itself.
     *
     * @throws LaunchException with the end of its output
     */
    public void check() {
        if (!process.isAlive()) {
            throw new LaunchException(name + " ended with status " + process.exitValue() + "; its output is in " + log
                    + " and ends with\n" + tail(15));
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    Path log() {
        return log;
    }

    /** Returns the first line of the output that contains a text. */
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

    /** Asks the process and its descendants to end, and waits for them. A process that does not end in time is killed. */
    @Override
    public void close() {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        family.forEach(ProcessHandle::destroy);
        for (ProcessHandle member : family) {
            try {
                member.onExit().get(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                member.destroyForcibly();
            } catch (Exception e) {
                member.destroyForcibly();
            }
        }
    }
}
