package io.microcdi.internal.registry.it;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.VirtualMachine;

/** {@code java -jar registry.war} as a process of its own. */
final class RegistryProcess implements AutoCloseable {

    private static final Pattern READY = Pattern
            .compile("Registry is up: page (https?://\\S+) , nodes connect to wss?://\\S+ \\(.+, [0-9.]+ s\\)");
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path log;
    private final URI page;
    private final long nanosToStart;

    private RegistryProcess(Process process, Path log, URI page, long nanosToStart) {
        this.nanosToStart = nanosToStart;
        this.process = process;
        this.log = log;
        this.page = page;
    }

    /** The files of a process that has ended. */
    record Ended(int status, String output, String errors) {
    }

    /** Starts one on a free port of loopback and waits until it is up. */
    static RegistryProcess start(String... options) throws Exception {
        return startAt(0, options);
    }

    /** Starts one on a port of loopback and waits until it is up. */
    static RegistryProcess startAt(int port, String... options) throws Exception {
        return start(List.of(), "127.0.0.1", null, port, List.of(options));
    }

    /**
     * Starts one behind other words, as {@code ip netns exec}, and waits until it is up. It listens on all addresses.
     *
     * @param host where this process reaches it
     */
    static RegistryProcess startBehind(List<String> words, String host, int port, List<String> options)
            throws Exception {
        return start(words, "0.0.0.0", URI.create("http://" + host + ":" + port + "/"), port, options);
    }

    private static RegistryProcess start(List<String> words, String listen, URI page, int port, List<String> options)
            throws Exception {
        return startAs(words, page, options, List.of("--port", Integer.toString(port), "--host", listen), Map.of());
    }

    /**
     * Starts one behind other words with the arguments and the environment of a container, and waits until it is up.
     *
     * @param page where this process reaches it; {@code null} for what it says
     */
    static RegistryProcess startAs(List<String> words, URI page, List<String> options, List<String> arguments,
            Map<String, String> environment) throws Exception {
        Path log = Files.createTempFile("registry-it", ".log");
        long begun = System.nanoTime();
        Process process = launch(words, options, arguments, environment, log);
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = CompletableFuture.supplyAsync(() -> firstLine(output)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Matcher ready = READY.matcher(String.valueOf(line));
        if (!ready.matches()) {
            process.destroy();
            throw new AssertionError("the registry said " + line + "\n" + Files.readString(log));
        }
        return new RegistryProcess(process, log, page != null ? page : URI.create(ready.group(1)),
                System.nanoTime() - begun);
    }

    /** Runs one that is expected to end by itself. */
    static Ended run(Map<String, String> environment, List<String> options, String... arguments) throws Exception {
        return run("", environment, options, arguments);
    }

    /**
     * Runs one that is expected to end by itself.
     *
     * @param input what it reads from standard input
     */
    static Ended run(String input, Map<String, String> environment, List<String> options, String... arguments)
            throws Exception {
        Path log = Files.createTempFile("registry-it", ".log");
        Process process = launch(List.of(), options, List.of(arguments), environment, log);
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
            in.flush();
            String output = CompletableFuture.supplyAsync(() -> allOf(process)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new Ended(process.waitFor(), output, Files.readString(log));
        } finally {
            process.destroy();
            Files.delete(log);
        }
    }

    URI page() {
        return page;
    }

    int port() {
        return page().getPort();
    }

    /** From before the JVM was started until the line that says that it is up. */
    double secondsToStart() {
        return nanosToStart / 1e9;
    }

    String errors() throws IOException {
        return Files.readString(log);
    }

    /** Waits until the log has a text. */
    void awaitError(String text) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!errors().contains(text)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("no " + text + " in " + errors());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** The number of files and sockets that the process has open; Linux only. */
    int openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return Math.toIntExact(open.count());
        }
    }

    /** The names of its live threads that match a pattern, by the JDK's {@code jcmd}. */
    List<String> threads(Pattern names) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process dump = new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.print")
                .redirectError(Redirect.DISCARD).start();
        List<String> threads = dump.inputReader(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("\""))
                .map(line -> line.substring(1, line.indexOf('"', 1))).filter(names.asMatchPredicate()).sorted()
                .toList();
        succeed(dump, "jcmd Thread.print");
        return threads;
    }

    /** Stops the process: its sockets stay open, and it reads nothing from them. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Continues the process after {@link #pause()}. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        succeed(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start(),
                "kill -" + name);
    }

    private static void succeed(Process tool, String name) throws InterruptedException {
        int status = tool.waitFor();
        if (status != 0) {
            throw new AssertionError(name + " ended with status " + status);
        }
    }

    /** Sends SIGTERM and gives the exit status. */
    int terminate() {
        process.destroy();
        try {
            return process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS).exitValue();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("the registry did not end", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Bytes of the objects that are alive, by the JDK's {@code jcmd}; it collects before it counts. */
    long heap() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process histogram = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
                .redirectError(Redirect.DISCARD).start();
        List<String> total = histogram.inputReader(StandardCharsets.UTF_8).lines()
                .filter(line -> line.startsWith("Total")).toList();
        succeed(histogram, "jcmd GC.class_histogram");
        return Long.parseLong(total.get(0).trim().split("\\s+")[2]);
    }

    /** Bytes of the heap after a collection and of the direct buffers together, by the process's own beans. */
    long memory() throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
        try (JMXConnector agent = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            MBeanServerConnection beans = agent.getMBeanServerConnection();
            MemoryMXBean memory = ManagementFactory.getPlatformMXBean(beans, MemoryMXBean.class);
            memory.gc();
            memory.gc();
            long direct = ManagementFactory.getPlatformMXBeans(beans, BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
            return memory.getHeapMemoryUsage().getUsed() + direct;
        } finally {
            machine.detach();
        }
    }

    /** Milliseconds of processor time since the start; Linux only. */
    long cpuMillis() throws IOException {
        String[] stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"))
                .replaceFirst(".*\\) ", "").split(" ", -1);
        return 10 * (Long.parseLong(stat[11]) + Long.parseLong(stat[12]));
    }

    /** Kilobytes of memory that the process has in all; Linux only. */
    long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS")).map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong).findFirst().orElseThrow();
    }

    /** Ends it as a crash would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        terminate();
        Files.deleteIfExists(log);
    }

    private static Process launch(List<String> words, List<String> options, List<String> arguments,
            Map<String, String> environment, Path log) throws IOException {
        List<String> command = new ArrayList<>(words);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-jar");
        command.add(System.getProperty("registry.war"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(new File(log.toString()));
        builder.environment().keySet().removeIf(name -> name.startsWith("MICRO_") || name.startsWith("IOCORE_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String firstLine(BufferedReader output) {
        try {
            return output.readLine();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String allOf(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
