package io.microcdi.it.browser;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/** Many registered nodes, each by a socket of its own and nothing more: of heartbeats they send the one with their calls. */
final class ManyNodes implements AutoCloseable {

    private static final int UNDER_WAY = 32;
    private static final int FIRST_PORT = 10_000;
    /** The longest time of which a report may tell: it counts until the test is over. */
    private static final int SECONDS = 3_600;
    private static final List<String> NAMES = List.of("checkout", "payments", "catalog/search", "catalog/items",
            "ledger",
            "user-service", "cart", "shipping", "mail", "fraud", "tax", "inventory", "pricing", "reviews", "auth",
            "sessions", "media", "reports", "audit", "notify", "profile", "orders", "returns", "search/index");
    private static final List<String> VERSIONS = List.of("2.9.4", "2.10.0", "2.10.1");
    private static final List<String> ZONES = List.of("eu-1a", "eu-1b", "eu-1c");

    /** The calls of one service to another: how many a second, how many of 1,000 fail, and how long they take in ms. */
    private record Calls(String from, String to, double rate, int failing, double p50, double p99) {
    }

    private static final List<Calls> CALLS = List.of(new Calls("checkout", "payments", 841, 2, 6.4, 58),
            new Calls("checkout", "cart", 1_262, 0, 1.3, 9.2), new Calls("checkout", "pricing", 2_110, 0, 0.9, 5.1),
            new Calls("checkout", "shipping", 402, 0, 4.2, 31), new Calls("checkout", "tax", 836, 0, 0.8, 4.4),
            new Calls("payments", "ledger", 838, 0, 2.6, 22), new Calls("payments", "fraud", 840, 31, 41, 910),
            new Calls("cart", "inventory", 604, 0, 1.7, 12),
            new Calls("catalog/search", "search/index", 3_420, 0, 7.8, 64),
            new Calls("catalog/search", "catalog/items", 1_904, 0, 1.1, 8),
            new Calls("catalog/items", "media", 977, 1, 3, 27),
            new Calls("catalog/items", "pricing", 1_310, 0, 0.9, 5), new Calls("orders", "shipping", 211, 0, 4, 29),
            new Calls("orders", "mail", 187, 0, 11, 85), new Calls("returns", "orders", 23, 0, 3.4, 26),
            new Calls("user-service", "auth", 2_540, 0, 0.7, 3.8),
            new Calls("user-service", "profile", 688, 0, 1.5, 14));

    private final List<Socket> sockets = new ArrayList<>();
    private final URI registry;
    private final int count;

    /**
     * Makes the nodes, which are not registered yet.
     *
     * @param registry its page
     */
    ManyNodes(URI registry, int count) {
        this.registry = registry;
        this.count = count;
    }

    /** Registers all nodes, and waits for the answer of each. */
    void register() throws IOException {
        Queue<Socket> asked = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            asked.add(ask(i));
            if (asked.size() == UNDER_WAY) {
                awaitUpgrade(asked.remove());
            }
        }
        while (!asked.isEmpty()) {
            awaitUpgrade(asked.remove());
        }
    }

    /** Breaks the connection of a node, and registers it again. */
    void restart(int number) throws IOException {
        sockets.get(number).close();
        Socket again = ask(number);
        sockets.set(number, sockets.remove(sockets.size() - 1));
        awaitUpgrade(again);
    }

    /** Reports the calls of all nodes, which differ by a factor each time. */
    void report(double factor) throws IOException {
        int[] instances = new int[NAMES.size()];
        for (int i = 0; i < count; i++) {
            instances[index(i)]++;
        }
        for (int i = 0; i < count; i++) {
            send(sockets.get(i), report(NAMES.get(index(i)), instances, factor));
        }
    }

    private static String report(String name, int[] instances, double factor) {
        StringBuilder calls = new StringBuilder();
        StringBuilder served = new StringBuilder();
        for (Calls each : CALLS) {
            if (each.from.equals(name)) {
                row(calls, each, each.to, instances, name, factor);
            } else if (each.to.equals(name)) {
                row(served, each, each.from, instances, name, factor);
            }
        }
        return "{\"millis\":" + SECONDS * 1_000 + ",\"calls\":[" + calls + "],\"served\":[" + served + "]}";
    }

    private static void row(StringBuilder rows, Calls calls, String other, int[] instances, String name,
            double factor) {
        if (instances[NAMES.indexOf(other)] == 0) {
            return;
        }
        long made = Math.max(1, Math.round(calls.rate * factor * SECONDS / instances[NAMES.indexOf(name)]));
        rows.append(rows.isEmpty() ? "" : ",").append(String.format(Locale.ROOT,
                "{\"namespace\":\"%s\",\"count\":%d,\"failed\":%d,\"p50\":%.0f,\"p99\":%.0f}", other, made,
                made * calls.failing / 1_000, calls.p50 * 1_000, calls.p99 * 1_000));
    }

    /** A few services have many instances, and many have few. */
    private int index(int i) {
        if (count < NAMES.size()) {
            return Math.min(i, 1); // one that calls, and those that it calls
        }
        double part = (double) i / count;
        return (int) (NAMES.size() * part * part);
    }

    private Socket ask(int number) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), registry.getPort());
        sockets.add(socket);
        String path = "/127.0.0.1/" + (FIRST_PORT + number) + "/" + NAMES.get(index(number)) + "?v=1&id=n" + number
                + "&features=path&version=" + VERSIONS.get(number % 7 == 0 ? 0 : number % 5 == 0 ? 2 : 1) + "&zone="
                + ZONES.get(number % ZONES.size());
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

    /** Sends a heartbeat, as one text message with a mask of zeros. */
    private static void send(Socket socket, String report) throws IOException {
        byte[] text = ("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":" + report
                + "}}").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(text.length + 8).put((byte) 0x81).put((byte) (0x80 | 126))
                .putShort((short) text.length).putInt(0).put(text);
        socket.getOutputStream().write(frame.array());
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
