package io.microcdi.websocket;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;

import io.microcdi.concurrent.HandlerPool;
import io.microcdi.link.Transport;

/**
 * Writes to the socket of Tomcat's server, and several messages at once. Tomcat would wake a thread for each message that it has
 * written, to say so. What the socket does not take at once Tomcat writes when it does.
 */
final class TomcatServerMessages implements DirectMessages {

    /** Has Tomcat go by the socket's own. */
    private static final long TIMEOUT = -1;

    private final RemoteEndpoint.Async remote;
    private final TomcatTurn turn;
    private final Object socket;
    private final Method write;
    private final Object waitingForOthers;
    private final Object wholly;

    private TomcatServerMessages(Object endpoint, RemoteEndpoint.Async remote, Class<?> type, Object socket)
            throws ReflectiveOperationException {
        this.remote = remote;
        this.turn = new TomcatTurn(endpoint);
        this.socket = socket;
        Class<?> mode = Class.forName(type.getName() + "$BlockingMode", true, type.getClassLoader());
        Class<?> check = Class.forName(type.getName() + "$CompletionCheck", true, type.getClassLoader());
        this.write = type.getMethod("write", mode, long.class, TimeUnit.class, Object.class, check,
                CompletionHandler.class, ByteBuffer[].class);
        this.waitingForOthers = mode.getField("SEMI_BLOCK").get(null);
        this.wholly = type.getField("COMPLETE_WRITE_WITH_COMPLETION").get(null);
    }

    /**
     * For what a session sends by; {@code null} where the connector cannot write by itself.
     *
     * @throws ReflectiveOperationException if this Tomcat sends in another way
     * @throws RuntimeException if that must not be reached
     */
    static DirectMessages of(Object endpoint, RemoteEndpoint.Async remote) throws ReflectiveOperationException {
        Class<?> type = Fields.field(endpoint.getClass(), "socketWrapper").getType();
        Object socket = Fields.value(endpoint, "socketWrapper");
        return (boolean) type.getMethod("hasAsyncIO").invoke(socket)
                ? new TomcatServerMessages(endpoint, remote, type, socket) : null;
    }

    /**
     * A handler's thread has put off what belongs together. For others, as those that have read, Tomcat's detour is of use: what
     * they send meanwhile travels together.
     */
    @Override
    public boolean isForOne() {
        return HandlerPool.isAtWork();
    }

    @Override
    public void send(List<byte[]> messages, boolean binary, Transport.Sent done) {
        try {
            if (turn.take()) {
                write(WholeFrames.of(messages, binary, null), done);
            } else {
                // behind the pong that is under way, and without waiting for it
                sendOneByOne(messages.iterator(), binary, done);
            }
        } catch (IOException | RuntimeException e) {
            done.sent(e);
        }
    }

    private void write(ByteBuffer frames, Transport.Sent done) {
        Told told = new Told(done);
        try {
            write.invoke(socket, waitingForOthers, TIMEOUT, TimeUnit.MILLISECONDS, null, wholly, told,
                    new ByteBuffer[] { frames });
        } catch (ReflectiveOperationException e) {
            told.tell(e);
        }
    }

    private void sendOneByOne(Iterator<byte[]> messages, boolean binary, Transport.Sent done) {
        if (!messages.hasNext()) {
            done.sent(null);
            return;
        }
        SendHandler handler = result -> {
            if (result.isOK()) {
                sendOneByOne(messages, binary, done);
            } else {
                done.sent(result.getException());
            }
        };
        ByteBuffer message = ByteBuffer.wrap(messages.next());
        if (binary) {
            remote.sendBinary(message, handler);
        } else {
            remote.sendText(StandardCharsets.UTF_8.decode(message).toString(), handler);
        }
    }

    /** Told by the thread that wrote, or by one of Tomcat's. */
    private final class Told implements CompletionHandler<Long, Object> {

        private final Transport.Sent done;
        private final AtomicBoolean told = new AtomicBoolean();

        private Told(Transport.Sent done) {
            this.done = done;
        }

        @Override
        public void completed(Long written, Object nothing) {
            tell(null);
        }

        @Override
        public void failed(Throwable failure, Object nothing) {
            tell(failure);
        }

        private void tell(Throwable failure) {
            if (told.compareAndSet(false, true)) {
                try {
                    turn.pass();
                } finally {
                    done.sent(failure);
                }
            }
        }
    }
}
