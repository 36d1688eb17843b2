package io.microcdi.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A latch that code on the server waits for by connecting to it; it opens when it is closed. */
final class Gate implements AutoCloseable {
    private final ServerSocket server = new ServerSocket();
    private final Queue<Socket> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore arrived = new Semaphore(0);

    Gate() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        Thread thread = new Thread(this::accept, "gate");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many have come. */
    int begun() {
        return waiting.size();
    }

    /** Waits until so many have come, or a time has passed; how many have come. */
    int await(int count, Duration atMost) throws InterruptedException {
        arrived.tryAcquire(count, atMost.toMillis(), TimeUnit.MILLISECONDS);
        return begun();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                waiting.add(server.accept());
                arrived.release();
            }
        } catch (IOException closed) {
            // the gate is open
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : waiting) {
            socket.close();
        }
    }
}
