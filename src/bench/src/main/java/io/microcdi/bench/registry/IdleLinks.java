package io.microcdi.bench.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Measures the cost of idle links for a server in a process of its own: the heap that they add, after a collection, the
 * resident memory, and the time of their handshakes.
 */
public final class IdleLinks {

    private static final int CLIENT_THREADS = 8;
    private static final int FIRST = 1_000;

    private IdleLinks() {
    }

    /**
     * Measures.
     *
     * @param args the port on 127.0.0.1, the id of the process, the number of links
     */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        String pid = args[1];
        int count = Integer.parseInt(args[2]);
        List<WebSocketClient> links = new ArrayList<>(open(port, 0, FIRST)); // the objects that exist once, and the classes
        long heap = heap(pid);
        long resident = resident(pid);
        long cpu = cpuTicks(pid);
        long begun = System.nanoTime();
        links.addAll(open(port, FIRST, FIRST + count));
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpuMillis = (cpuTicks(pid) - cpu) * 10.0;
        System.out.printf(Locale.ROOT, "%d links: heap %.1f KB, resident %.1f KB a link; %.0f handshakes/s, %.2f ms of"
                + " CPU each%n", count, (heap(pid) - heap) / 1024.0 / count,
                (resident(pid) - resident) * 1.0 / count, count / seconds, cpuMillis / count);
        for (WebSocketClient link : links) {
            link.close();
        }
    }

    private static List<WebSocketClient> open(int port, int from, int to) throws Exception {
        var threads = Executors.newFixedThreadPool(CLIENT_THREADS);
        try {
            List<Future<WebSocketClient>> opened = new ArrayList<>();
            for (int i = from; i < to; i++) {
                String path = "/" + Registries.host(i) + "/9000/" + Registries.NAMESPACE;
                opened.add(threads.submit(() -> new WebSocketClient(port, path, 1)));
            }
            List<WebSocketClient> links = new ArrayList<>();
            for (Future<WebSocketClient> each : opened) {
                links.add(each.get(60, TimeUnit.SECONDS));
            }
            return links;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Bytes of the objects that are alive; the histogram collects before it counts. */
    private static long heap(String pid) throws IOException {
        Process histogram = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), pid,
                "GC.class_histogram").start();
        return histogram.inputReader().lines().filter(line -> line.startsWith("Total"))
                .map(line -> line.trim().split("\\s+")[2]).mapToLong(Long::parseLong).findFirst().orElseThrow();
    }

    /** In KB. */
    private static long resident(String pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", pid, "status")).stream().filter(line -> line.startsWith("VmRSS"))
                .map(line -> line.replaceAll("\\D", "")).mapToLong(Long::parseLong).findFirst().orElseThrow();
    }

    /** Hundredths of a second, of all threads. */
    private static long cpuTicks(String pid) throws IOException {
        String[] stat = Files.readString(Path.of("/proc", pid, "stat")).replaceFirst(".*\\) ", "").split(" ");
        return Long.parseLong(stat[11]) + Long.parseLong(stat[12]);
    }
}
