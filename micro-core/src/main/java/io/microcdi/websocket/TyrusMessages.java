package io.microcdi.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

import io.microcdi.link.Transport;

/** Sends several messages of a server by one write, where Tyrus makes one of each. Loaded only where Tyrus is. */
final class TyrusMessages implements DirectMessages {

    // a frame that is a whole message, not masked: RFC 6455, 5.2
    private static final byte FINAL_TEXT = (byte) 0x81;
    private static final byte FINAL_BINARY = (byte) 0x82;
    private static final byte LENGTH_16 = 126;
    private static final byte LENGTH_64 = 127;
    private static final int LONGEST_HEADER = 2 + Long.BYTES;

    private final Writer writer;

    TyrusMessages(Object writer) {
        this.writer = (Writer) writer;
    }

    @Override
    public boolean isForOne() {
        return false;
    }

    @Override
    public void send(List<byte[]> messages, boolean binary, Transport.Sent done) {
        int size = 0;
        for (byte[] message : messages) {
            size += LONGEST_HEADER + message.length;
        }
        ByteBuffer frames = ByteBuffer.allocate(size);
        byte kind = binary ? FINAL_BINARY : FINAL_TEXT;
        messages.forEach(message -> add(frames, kind, message));
        writer.write(frames.flip(), new Told(done));
    }

    private static void add(ByteBuffer frames, byte kind, byte[] payload) {
        frames.put(kind);
        if (payload.length < LENGTH_16) {
            frames.put((byte) payload.length);
        } else if (payload.length < 1 << Short.SIZE) {
            frames.put(LENGTH_16).putShort((short) payload.length);
        } else {
            frames.put(LENGTH_64).putLong(payload.length);
        }
        frames.put(payload);
    }

    private static final class Told extends CompletionHandler<ByteBuffer> {

        private final Transport.Sent done;

        Told(Transport.Sent done) {
            this.done = done;
        }

        @Override
        public void completed(ByteBuffer written) {
            done.sent(null);
        }

        @Override
        public void failed(Throwable cause) {
            done.sent(cause);
        }

        @Override
        public void cancelled() {
            done.sent(new IOException("the write was cancelled"));
        }
    }
}
