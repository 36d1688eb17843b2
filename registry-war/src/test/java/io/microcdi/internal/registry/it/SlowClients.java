package io.microcdi.internal.registry.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Many clients of which each sends one byte in fifteen seconds, after a beginning that is sent at once, and reads nothing. */
final class SlowClients implements AutoCloseable {

    private static final int PERIOD_SECONDS = 15;
    private static final int FEW_BYTES = 2_048;

    private final List<Socket> sockets = new ArrayList<>();
    private final ScheduledExecutorService bytes = Executors.newSingleThreadScheduledExecutor();

    private SlowClients() {
    }

    static SlowClients connect(int count, int port, String beginning) throws IOException {
        SlowClients clients = new SlowClients();
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(FEW_BYTES); // before it is connected: the other side sends no more at once
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            clients.sockets.add(socket);
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
        }
        clients.bytes.scheduleAtFixedRate(clients::oneByte, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
        return clients;
    }

    /** From now on no more bytes: a socket with bytes that nobody reads is reset when it is closed. */
    SlowClients sendNoMore() {
        bytes.shutdownNow();
        return this;
    }

    private void oneByte() {
        for (Socket socket : sockets) {
            try {
                socket.getOutputStream().write('x');
            } catch (IOException ended) {
                // by the registry, or by the end of the test
            }
        }
    }

    /** Sends more at once, from all of them. */
    void write(String text) throws IOException {
        for (Socket socket : sockets) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Waits until the registry has begun to answer each, and reads a byte of the answer. */
    void awaitAnswers() throws IOException {
        for (Socket socket : sockets) {
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the registry has closed a connection");
            }
        }
    }

    /** Reads from each until the registry has ended the connection. */
    List<String> answers(int patienceMillis) throws IOException {
        List<String> answers = new ArrayList<>();
        for (Socket socket : sockets) {
            socket.setSoTimeout(patienceMillis);
            answers.add(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return answers;
    }

    @Override
    public void close() throws IOException {
        bytes.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
