package io.microcdi.it.front;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A reverse proxy that runs. */
public final class ProxyProcess implements AutoCloseable {

    private static final long IDLE_LOOKS = TimeUnit.SECONDS.toNanos(60);
    private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(20);

    private final Process process;
    private final Path directory;

    ProxyProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** It tells nobody that it listens. */
    ProxyProcess awaitListening(int port) {
        long deadline = System.nanoTime() + IDLE_LOOKS;
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                new Socket("127.0.0.1", port).close();
                return this;
            } catch (IOException notYet) {
                LockSupport.parkNanos(BETWEEN);
            }
        }
        close();
        throw new IllegalStateException("the proxy does not listen on port " + port + ": " + log());
    }

    /** Its log of errors and of requests. */
    public String log() {
        StringBuilder all = new StringBuilder();
        for (String file : new String[] { "output.log", "error.log", "access.log" }) {
            try {
                Path path = directory.resolve(file);
                all.append(Files.exists(path) ? Files.readString(path) : "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all.toString();
    }

    /** Ends it at once, with all its connections. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
