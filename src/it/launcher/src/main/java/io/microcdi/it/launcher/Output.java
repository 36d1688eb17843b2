package io.microcdi.it.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The output of a process: keeps it in a file, line by line, and waits for texts. Thread-safe. */
final class Output {
    private static final int TAIL = 60;

    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    /** Reads until the process ends. */
    void read(Process process, Path log) {
        try (BufferedReader output = process.inputReader(); Writer file = Files.newBufferedWriter(log)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                file.write(line + System.lineSeparator());
                file.flush();
                add(line);
            }
        } catch (IOException e) {
            add(e.toString());
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized int size() {
        return lines.size();
    }

    /**
     * Waits for a line.
     *
     * @param from how many lines are of no interest
     * @param patterns what is searched for
     * @return which of them was found first
     * @throws IllegalStateException if none is found in time, or before the process ends
     */
    synchronized Pattern await(int from, Duration atMost, Pattern... patterns) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        int next = from;
        while (true) {
            for (; next < lines.size(); next++) {
                for (Pattern pattern : patterns) {
                    if (pattern.matcher(lines.get(next)).find()) {
                        return pattern;
                    }
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || left <= 0) {
                throw new IllegalStateException("The server " + (ended ? "ended" : "went on") + " without saying "
                        + List.of(patterns) + ", but\n" + since(from));
            }
            wait(left);
        }
    }

    /** The last lines, of those that are of interest. */
    synchronized String since(int from) {
        return String.join("\n", lines.subList(Math.max(from, lines.size() - TAIL), lines.size()));
    }
}
