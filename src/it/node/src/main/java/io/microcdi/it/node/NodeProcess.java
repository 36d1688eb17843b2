package io.microcdi.it.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node that runs as a process of its own. */
public final class NodeProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 90;
    private static final String END = "the process ended";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    NodeProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "node-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | RuntimeException e) {
            lines.add(e.toString());
        }
        lines.add(END);
    }

    /**
     * Waits for a line.
     *
     * @param word its first word
     * @return what follows it
     * @throws IllegalStateException if the process ends before, or says nothing for 90 s
     */
    public String await(String word) throws InterruptedException {
        List<String> others = new ArrayList<>();
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line != null && line.startsWith(word + " ")) {
                return line.substring(word.length() + 1);
            }
            others.add(String.valueOf(line));
            if (line == null || line.equals(END)) {
                throw new IllegalStateException("no line \"" + word + "\" came, but " + others);
            }
        }
    }

    /**
     * Asks it to end, as Ctrl-C does, and waits until it has ended.
     *
     * @throws IllegalStateException if it has not, 90 s later
     */
    public void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process goes on, though it was asked to end");
        }
    }

    /** Ends it so that it can tell nobody, and waits until it has ended. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
