package io.microcdi.internal.registry.it;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

/** A node of the second dialect, made by hand: it registers, is dialled once, and answers one request. */
final class Agent implements AutoCloseable {

    private static final int LONG = 126;

    private final ServerSocket listening;
    private final NodeSocket registered;
    private final CountDownLatch answered = new CountDownLatch(1);

    Agent(int registry, String namespace) throws Exception {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        registered = NodeSocket.connect(registry, "/127.0.0.1/" + listening.getLocalPort());
        registered.send("{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"online\","
                + "\"props\":[\"" + namespace + "\"]}}");
        registered.next();
    }

    /** Takes the dial and its first request, and answers it with what it was asked. */
    JsonObject serve() throws Exception {
        try (Socket socket = listening.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            shakeHands(in, socket.getOutputStream());
            JsonObject request = Recordings.parse(read(in));
            byte[] answer = ("{\"id\":" + request.getInt("id") + ",\"mode\":1,\"data\":{\"status\":200,\"data\":7}}")
                    .getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(new byte[] { (byte) 0x81, (byte) answer.length });
            socket.getOutputStream().write(answer);
            answered.await(10, TimeUnit.SECONDS);
            return request;
        }
    }

    /** Its answer has been read. */
    void hangUp() {
        answered.countDown();
    }

    private static void shakeHands(DataInputStream in, OutputStream out) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String key = head.toString().replaceAll("(?is).*\r\nSec-WebSocket-Key: *([^\r]+)\r\n.*", "$1");
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7f;
        byte[] mask = new byte[4];
        byte[] text = new byte[length == LONG ? in.readUnsignedShort() : length];
        in.readFully(mask);
        in.readFully(text);
        for (int i = 0; i < text.length; i++) {
            text[i] ^= mask[i % mask.length];
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        registered.close();
        listening.close();
    }
}
