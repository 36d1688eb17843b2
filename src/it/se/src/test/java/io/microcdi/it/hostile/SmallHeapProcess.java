package io.microcdi.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@link SmallHeap} as a test sees it. */
final class SmallHeapProcess implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final int port;

    private SmallHeapProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts one with 256 MB of heap, and waits until it serves. */
    static SmallHeapProcess start(String kind) throws IOException {
        Path log = Files.createTempFile("small-heap", ".log");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), SmallHeap.class.getName(), kind)
                .redirectError(Redirect.to(new File(log.toString()))).start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (line != null && !line.startsWith(SmallHeap.READY)) {
            line = output.readLine();
        }
        assertThat(line).as("the line of a process that serves").isNotNull();
        return new SmallHeapProcess(process, log, Integer.parseInt(line.substring(SmallHeap.READY.length())));
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String errors() throws IOException {
        return Files.readString(log);
    }

    /** Bytes of the objects that are alive, by the JDK's {@code jcmd}; it collects before it counts. */
    long liveBytes() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process histogram = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
                .redirectError(Redirect.DISCARD).start();
        String total = histogram.inputReader().lines().filter(line -> line.startsWith("Total")).findFirst()
                .orElseThrow();
        assertThat(histogram.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return Long.parseLong(total.trim().split("\\s+")[2]);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(log);
    }
}
