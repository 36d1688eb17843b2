package io.microcdi.it.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A WebSocket server on plain sockets, so that the peers of our callers share no code with them. */
final class RawServer implements AutoCloseable {

    /** Told of all that comes, by a thread for each connection. */
    interface Listener {

        /** Somebody dialled. */
        void dialled(String connectUrl);

        /** A message came. */
        void received(RawConnection connection, String text) throws IOException;
    }

    private final ServerSocket server;
    private final Listener listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    RawServer(Listener listener) {
        this.listener = listener;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("accept", this::acceptAll);
    }

    int port() {
        return server.getLocalPort();
    }

    private void acceptAll() throws IOException {
        while (!server.isClosed()) {
            Socket socket = server.accept();
            sockets.add(socket);
            run("connection", () -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        RawConnection connection = new RawConnection(socket);
        listener.dialled(connection.url());
        connection.accept();
        for (String text = connection.receive(); text != null; text = connection.receive()) {
            listener.received(connection, text);
        }
        socket.close();
    }

    /** Something that ends with its socket. */
    private interface Task {
        void run() throws IOException;
    }

    private static void run(String name, Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // the socket was closed, by the test or by the node under test
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
