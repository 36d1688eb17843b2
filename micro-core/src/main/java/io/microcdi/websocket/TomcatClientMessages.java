package io.microcdi.websocket;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.websocket.SendHandler;

import io.microcdi.link.Transport;

/**
 * Makes the frames of Tomcat's client, which would mask them byte by byte, and write a message of more than 8 KiB in pieces,
 * each on the stack of the one before. It waits for each write, and so does this.
 */
final class TomcatClientMessages implements DirectMessages {

    /** In bytes. What the JDK writes it copies, and it keeps the memory for the largest copy of each thread. */
    private static final int MOST_AT_ONCE = 64 << 10;
    /** Has Tomcat go by the session's send timeout. */
    private static final long NO_DEADLINE = -1;

    private final Object endpoint;
    private final TomcatTurn turn;
    private final Method write;
    private final MaskingKeys keys = new MaskingKeys();

    /**
     * For what a session sends by.
     *
     * @throws ReflectiveOperationException if this Tomcat sends in another way
     * @throws RuntimeException if that must not be reached
     */
    TomcatClientMessages(Object endpoint) throws ReflectiveOperationException {
        this.endpoint = endpoint;
        this.turn = new TomcatTurn(endpoint);
        this.write = endpoint.getClass().getDeclaredMethod("doWrite", SendHandler.class, long.class,
                ByteBuffer[].class);
        write.setAccessible(true);
    }

    @Override
    public boolean isForOne() {
        return true;
    }

    @Override
    public void send(List<byte[]> messages, boolean binary, Transport.Sent done) {
        try {
            turn.await();
            try {
                write(WholeFrames.of(messages, binary, keys));
            } finally {
                turn.pass();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done.sent(e);
            return;
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
            done.sent(e);
            return;
        }
        done.sent(null);
    }

    private void write(ByteBuffer frames) throws IOException, ReflectiveOperationException {
        int length = frames.limit();
        while (frames.position() < length) {
            frames.limit(Math.min(length, frames.position() + MOST_AT_ONCE));
            AtomicReference<Throwable> failed = new AtomicReference<>();
            SendHandler told = result -> failed.set(result.getException());
            write.invoke(endpoint, told, NO_DEADLINE, new ByteBuffer[] { frames });
            if (failed.get() != null) {
                throw new IOException("a message was not written", failed.get());
            }
        }
    }
}
