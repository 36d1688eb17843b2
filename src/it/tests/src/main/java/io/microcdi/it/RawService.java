package io.microcdi.it;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

/** A service on a bare server socket of this JVM: either answers each request with its payload, or never reads one. */
final class RawService implements AutoCloseable {
    /** So that the kernel takes little of what a frozen service does not read. */
    private static final int RECEIVE_BUFFER = 8 << 10;
    private static final int BACKLOG = 200;
    private static final long HEARTBEAT_SECONDS = 5;
    private static final String KEY = "sec-websocket-key:";
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket server;
    private final boolean reads;
    private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor();
    private NodeLink registration;

    private RawService(boolean reads) throws IOException {
        this.reads = reads;
        server = new ServerSocket();
        if (!reads) {
            server.setReceiveBufferSize(RECEIVE_BUFFER);
        }
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        start("accepts", this::accept);
    }

    /** One that answers, registered at the registry that is deployed. */
    static RawService answering(String namespace) throws IOException {
        return new RawService(true).register(namespace);
    }

    /** One that completes the handshake and never reads, registered at the registry that is deployed. */
    static RawService frozen(String namespace) throws IOException {
        return new RawService(false).register(namespace);
    }

    /** How the registry names it. */
    String key() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** How many links to it have been opened. */
    int links() {
        return accepted.size();
    }

    private RawService register(String namespace) {
        registration = NodeLink.open(Server.url(""), "127.0.0.1/" + server.getLocalPort() + "/" + namespace);
        heartbeats.scheduleAtFixedRate(
                () -> registration.push(
                        "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}"),
                0, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket socket = server.accept();
            accepted.add(socket);
            start("link", () -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        OutputStream out = new BufferedOutputStream(socket.getOutputStream());
        upgrade(in, out);
        if (!reads) {
            return;
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (RawFrame frame = RawFrame.read(in); frame.opcode() != RawFrame.CLOSE; frame = RawFrame.read(in)) {
            if (frame.opcode() == RawFrame.PING) {
                out.write(new RawFrame(RawFrame.PONG, frame.payload()).bytes());
            } else if (frame.isData()) {
                message.write(frame.payload());
                if (frame.isLast()) {
                    answer(message.toString(StandardCharsets.UTF_8), out);
                    message.reset();
                }
            }
            if (in.available() == 0) {
                out.flush();
            }
        }
        socket.close();
    }

    private static void upgrade(DataInputStream in, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String key = head.toString().lines().filter(line -> line.toLowerCase().startsWith(KEY)).findFirst()
                .orElseThrow().substring(KEY.length()).trim();
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(String text, OutputStream out) throws IOException {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            JsonObject frame = reader.readObject();
            if (frame.getInt("mode") == 0 && frame.getBoolean("twoway", false)) {
                out.write(RawFrame.text("{\"id\":" + frame.getJsonNumber("id")
                        + ",\"mode\":1,\"data\":{\"status\":200,\"data\":" + frame.getJsonObject("data").get("data")
                        + "}}").bytes());
            }
        }
    }

    private void start(String name, Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | UncheckedIOException e) {
                // the other end, or this test, has closed the socket
            }
        }, "raw-service-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        heartbeats.shutdownNow();
        if (registration != null) {
            registration.close();
        }
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }

    /** A thread's work on a socket. */
    private interface Work {
        void run() throws IOException;
    }
}
