package io.microcdi.it.chaos.child;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process of its own that takes commands, a line each, and answers each with a line. */
public class Child implements Closeable {

    static final String ANSWER = "= ";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String GONE = "\0";

    private final String name;
    private final Path log;
    private final Process process;
    private final Writer input;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /**
     * Starts a main class. The process ends when this one does.
     *
     * @param build where the class is
     * @param before words before the command, as those that enter a network namespace
     * @param options of the virtual machine
     * @param arguments of the class, as {@code name=value}
     */
    protected Child(String name, Build build, Path directory, List<String> before, List<String> options, Class<?> main,
            List<String> arguments) {
        this.name = name;
        this.log = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-Djava.util.logging.config.file="
                + System.getProperty("java.util.logging.config.file", ""), "-cp", build.classPath(),
                main.getName()));
        command.addAll(arguments);
        try {
            Files.createDirectories(directory);
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + name, e);
        }
        input = process.outputWriter();
        BufferedReader output = process.inputReader();
        Thread reader = new Thread(() -> read(output), "answers of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(BufferedReader output) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(ANSWER)) {
                    answers.add(line.substring(ANSWER.length()));
                }
            }
        } catch (IOException e) {
            // the process was ended
        }
        answers.add(GONE);
    }

    /** Waits for the next answer. */
    public final String answer() throws InterruptedException {
        String answer = answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null || answer.equals(GONE)) {
            throw new IllegalStateException(
                    name + (answer == null ? " does not answer" : " has ended") + "; its log is "
                            + log);
        }
        return answer;
    }

    /** Sends a command without waiting for its answer. */
    public final void tell(String command) {
        try {
            input.write(command + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " takes no commands; its log is " + log, e);
        }
    }

    /** Sends a command and waits for its answer. */
    public final String ask(String command) throws InterruptedException {
        tell(command);
        return answer();
    }

    /** Returns what the process holds now. */
    public final Figures figures() throws InterruptedException {
        return Figures.of(ask("figures"));
    }

    /** Returns the id of the process. */
    public final long pid() {
        return process.pid();
    }

    /** Ends the process as {@code kill -9} does, and waits. */
    public final void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops the process as {@code kill -STOP} does: its sockets stay open, and nothing is read from them. */
    public final void pause() throws InterruptedException {
        signal("STOP");
    }

    /** Continues the process. */
    public final void resume() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws InterruptedException {
        try {
            int status = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + signal + " of " + name + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
