package io.microcdi.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The registry as a process of its own, which can be killed. */
final class RegistryProcess implements AutoCloseable {
    private static final long START_SECONDS = 120;

    private final Process process;
    private final int port;

    private RegistryProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it, and waits until it says that it is up. */
    static RegistryProcess start(int port) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(java, "-jar", Wars.REGISTRY.toString(), "--port",
                String.valueOf(port), "--host", "127.0.0.1")).redirectErrorStream(true).start();
        RegistryProcess registry = new RegistryProcess(process, port);
        try {
            registry.readOutput().get(START_SECONDS, TimeUnit.SECONDS);
            return registry;
        } catch (Exception e) {
            registry.close();
            throw e;
        }
    }

    RegistryView view() {
        return new RegistryView(URI.create("http://127.0.0.1:" + port));
    }

    /** Ends it at once, so that it can tell nobody. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private CompletableFuture<Void> readOutput() {
        CompletableFuture<Void> up = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            StringBuilder all = new StringBuilder();
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    all.append(line).append('\n');
                    if (line.startsWith("Registry is up")) {
                        up.complete(null);
                    }
                }
            } catch (IOException e) {
                up.completeExceptionally(new UncheckedIOException(e));
            }
            up.completeExceptionally(new IllegalStateException("The registry ended: " + all));
        }, "registry-output");
        reader.setDaemon(true);
        reader.start();
        return up;
    }
}
