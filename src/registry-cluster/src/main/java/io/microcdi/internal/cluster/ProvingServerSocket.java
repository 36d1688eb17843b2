package io.microcdi.internal.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Accepts connections of peers that have proved that they know the secret. JGroups sees no others. Thread-safe. */
final class ProvingServerSocket extends ServerSocket {

    private static final int MAX_WAITING = 64;
    private static final long PAUSE_MILLIS = 100;

    private final UnprovedConnections unproved;
    private final BlockingQueue<Socket> proved = new ArrayBlockingQueue<>(MAX_WAITING);
    private boolean started;

    ProvingServerSocket(ConnectionProof proof) throws IOException {
        this.unproved = new UnprovedConnections(proof);
    }

    /** Waits for a connection. JGroups interrupts its thread when it closes this socket. */
    @Override
    public Socket accept() throws IOException {
        begin();
        try {
            Socket socket = proved.take();
            if (isClosed()) {
                socket.close();
                throw new SocketException("Socket closed");
            }
            return socket;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private synchronized void begin() {
        if (!started) {
            started = true;
            Thread thread = new Thread(this::listen, "micro-cluster-accept");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void listen() {
        while (!isClosed()) {
            try {
                unproved.add(super.accept(), this::admit);
            } catch (IOException | RuntimeException | Error e) {
                // goes on even if the process lacks files or threads, so that the cluster finds its members afterwards
                if (!isClosed()) {
                    ClusterLog.LOG.debug("cannot accept a connection", e);
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            // no other thread interrupts this one
        }
    }

    private void admit(Socket socket) throws IOException {
        if (!proved.offer(socket)) {
            throw new IOException("too many connections wait for the cluster");
        }
        if (isClosed()) {
            closeWaiting();
        }
    }

    private void closeWaiting() throws IOException {
        for (Socket socket = proved.poll(); socket != null; socket = proved.poll()) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        super.close();
        unproved.close();
        closeWaiting();
    }
}
