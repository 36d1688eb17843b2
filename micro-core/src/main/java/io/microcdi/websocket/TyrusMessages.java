package io.microcdi.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

import io.microcdi.link.Transport;

/**
 * Sends several messages by one write, where Tyrus makes one of each, and masks those of a client faster. Loaded only where
 * Tyrus is.
 */
final class TyrusMessages implements DirectMessages {

    private final Writer writer;
    private final MaskingKeys keys;

    /** With the keys of a client, or {@code null}. */
    TyrusMessages(Object writer, MaskingKeys keys) {
        this.writer = (Writer) writer;
        this.keys = keys;
    }

    @Override
    public boolean isForOne() {
        return keys != null;
    }

    @Override
    public void send(List<byte[]> messages, boolean binary, Transport.Sent done) {
        writer.write(WholeFrames.of(messages, binary, keys), new Told(done));
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
