package io.microcdi.it.browser;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Many registered nodes, each by a socket of its own and nothing more: they send no heartbeats. */
final class ManyNodes implements AutoCloseable {

    private static final int UNDER_WAY = 32;
    private static final int FIRST_PORT = 10_000;
    private static final List<String> NAMES = List.of("checkout", "payments", "catalog/search", "catalog/items",
            "ledger",
            "user-service", "cart", "shipping", "mail", "fraud", "tax", "inventory", "pricing", "reviews", "auth",
            "sessions", "media", "reports", "audit", "notify", "profile", "orders", "returns", "search/index");

    private final List<Socket> sockets = new ArrayList<>();
    private final URI registry;

    /** @param registry its page */
    ManyNodes(URI registry) {
        this.registry = registry;
    }

    /** Registers so many nodes, and waits for the answer of each. */
    void register(int count) throws IOException {
        Queue<Socket> asked = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            asked.add(ask("/127.0.0.1/" + (FIRST_PORT + i) + "/" + name(i, count)));
            if (asked.size() == UNDER_WAY) {
                awaitUpgrade(asked.remove());
            }
        }
        while (!asked.isEmpty()) {
            awaitUpgrade(asked.remove());
        }
    }

    /** A few services have many instances, and many have few. */
    private static String name(int i, int count) {
        double part = (double) i / count;
        return NAMES.get((int) (NAMES.size() * part * part));
    }

    private Socket ask(String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), registry.getPort());
        sockets.add(socket);
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + registry.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void awaitUpgrade(Socket socket) throws IOException {
        byte[] line = socket.getInputStream().readNBytes(12);
        String status = new String(line, StandardCharsets.US_ASCII);
        if (!status.equals("HTTP/1.1 101")) {
            throw new AssertionError("the registry answered " + status);
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
