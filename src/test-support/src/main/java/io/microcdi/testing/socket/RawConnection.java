package io.microcdi.testing.socket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One WebSocket as RFC 6455 has it, the server's end: as much of it as peers on loopback need. */
public final class RawConnection implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final String request;

    RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
        request = HttpHead.read(in);
    }

    /** The URL that was dialled, byte by byte as the request has it. */
    public String url() {
        String host = request.lines().filter(line -> line.regionMatches(true, 0, "host:", 0, 5)).findFirst()
                .orElseThrow().substring(5).strip();
        return "ws://" + host + request.split(" ")[1];
    }

    /** The head of the request. */
    public String head() {
        return request;
    }

    /** Completes the handshake. */
    public void accept() throws IOException {
        HttpHead.upgrade(request, out);
    }

    /** The next message; {@code null} when the other end closed. It answers pings and the close. */
    public String receive() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        RawFrame frame = RawFrame.read(in);
        for (; frame.opcode() != RawFrame.CLOSE; frame = RawFrame.read(in)) {
            if (frame.opcode() == RawFrame.PING) {
                write(new RawFrame(RawFrame.PONG, frame.payload()));
            } else if (frame.isData()) {
                message.writeBytes(frame.payload());
                if (frame.isLast()) {
                    return message.toString(StandardCharsets.UTF_8);
                }
            }
        }
        write(new RawFrame(RawFrame.CLOSE, frame.payload()));
        close();
        return null;
    }

    /** Reads until the connection ends, and answers nothing. */
    public void drain() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** Sends a text. */
    public void send(String text) throws IOException {
        write(RawFrame.text(text));
    }

    /** Sends a close frame; the reason has at most 123 bytes. */
    public void close(int code, String reason) throws IOException {
        write(RawFrame.close(code, reason));
    }

    private synchronized void write(RawFrame frame) throws IOException {
        out.write(frame.bytes());
        out.flush();
    }

    /** Ends the connection without a close frame. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
