package io.microcdi.testing.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A WebSocket server on plain sockets, so that the peers of our callers share no code with them. */
public final class RawServer implements AutoCloseable {

    private static final int BACKLOG = 200;

    private final ServerSocket server;
    private final Peer peer;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** The peer at the server's end of each connection. */
    @FunctionalInterface
    public interface Peer {

        /** Runs on a thread of its own for each connection, before the handshake; the connection stays open when it returns. */
        void serve(RawConnection connection) throws IOException;
    }

    /** Listens on a free port of loopback. */
    public RawServer(Peer peer) {
        this(peer, 0);
    }

    /**
     * Listens on a free port of loopback.
     *
     * @param receiveBuffer bytes that the kernel takes for a peer that does not read; 0 for the system's choice
     */
    public RawServer(Peer peer, int receiveBuffer) {
        this.peer = peer;
        try {
            server = new ServerSocket();
            if (receiveBuffer > 0) {
                server.setReceiveBufferSize(receiveBuffer);
            }
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("accept", this::acceptAll);
    }

    /** The port. */
    public int port() {
        return server.getLocalPort();
    }

    /** The number of connections that have been opened so far. */
    public int connections() {
        return sockets.size();
    }

    private void acceptAll() throws IOException {
        while (!server.isClosed()) {
            Socket socket = server.accept();
            sockets.add(socket);
            run("connection", () -> peer.serve(new RawConnection(socket)));
        }
    }

    /** A task that ends with its socket. */
    private interface Task {
        void run() throws IOException;
    }

    private static void run(String name, Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException | UncheckedIOException e) {
                // the test or the node under test has closed the socket
            }
        }, "raw-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
