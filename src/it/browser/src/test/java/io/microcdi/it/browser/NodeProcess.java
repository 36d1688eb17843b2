package io.microcdi.it.browser;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;

/** A node in a process of its own, which the test can kill. */
final class NodeProcess implements AutoCloseable {

    private static final String READY = "ready at ";

    private final Process process;
    private final String key;

    private NodeProcess(Process process, String key) {
        this.process = process;
        this.key = key;
    }

    /** Starts a node, and waits until it is registered. */
    static NodeProcess start(URI registry, String namespace) throws IOException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-classpath", System.getProperty("java.class.path"),
                NodeProcess.class.getName(), "ws://" + registry.getAuthority(), namespace)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = process.inputReader().readLine();
        if (line == null || !line.startsWith(READY)) {
            process.destroyForcibly();
            throw new AssertionError("the node has not started: " + line);
        }
        return new NodeProcess(process, line.substring(READY.length()));
    }

    /** Runs until the test that started it ends. */
    public static void main(String[] arguments) throws Exception {
        MicroNode node = MicroNode.builder(arguments[1]).registry(arguments[0]).listen("127.0.0.1", 0).build();
        node.register("/echo", RawJson.class, (json, context) -> json);
        node.start();
        node.ready().toCompletableFuture().join();
        System.out.println(READY + node.key());
        while (System.in.read() >= 0) {
            // nothing comes; the end of the parent ends this process
        }
        System.exit(0);
    }

    /** Its address in the console. */
    String key() {
        return key;
    }

    /**
     * Kills it as {@code kill -9} does. Returns the milliseconds from then until a condition holds on the page, by the clock
     * of this machine.
     */
    long killUntil(Browser browser, String condition) {
        browser.note(condition);
        long killed = System.currentTimeMillis();
        process.destroyForcibly();
        return browser.noted() - killed;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
