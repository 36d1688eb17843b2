package io.microcdi.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process of one contender, which measures when it is asked to. For one thread. */
final class MeasuredProcess implements AutoCloseable {

    /** The line that the process prints when it can measure. */
    static final String READY = "contender is ready";
    /** How the line begins that has a measured rate. */
    static final String RATE = "contender has a rate of ";

    private final String name;
    private final Process process;
    private final BufferedReader output;
    private final PrintWriter input;

    /** Starts the process and returns when it is ready. */
    MeasuredProcess(String name, List<String> command) throws IOException {
        this.name = name;
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        output = process.inputReader(StandardCharsets.UTF_8);
        input = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
        try {
            line(READY);
        } catch (IOException | RuntimeException failure) {
            process.destroy();
            throw failure;
        }
    }

    String name() {
        return name;
    }

    /** Returns the calls a second of so many threads. */
    long rate(int threads) throws IOException {
        input.println(threads);
        return Long.parseLong(line(RATE));
    }

    /** Returns the rest of the next line that begins so; other lines, which libraries print, pass through. */
    private String line(String prefix) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
            System.out.println(line);
        }
        await();
        throw new IllegalStateException("contender " + name + " ended"
                + (process.isAlive() ? "" : " with status " + process.exitValue()) + " before it printed \"" + prefix
                + "\"");
    }

    /** Ends the input of the process, so that it closes its contender. Prints what that prints, and waits for the end. */
    @Override
    public void close() {
        input.close();
        output.lines().forEach(System.out::println);
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
