package io.microcdi.websocket;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.Semaphore;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;

/** Tomcat's own rule that one thing at a time is sent: whose turn it is, of those that send messages, pongs and close frames. */
final class TomcatTurn {

    private final Object endpoint;
    private final Semaphore inProgress;
    private final Field closed;
    private final Method end;

    /**
     * Of what a session sends by.
     *
     * @throws ReflectiveOperationException if this Tomcat has another rule
     * @throws RuntimeException if it must not be reached
     */
    TomcatTurn(Object endpoint) throws ReflectiveOperationException {
        this.endpoint = endpoint;
        this.inProgress = (Semaphore) Fields.value(endpoint, "messagePartInProgress");
        this.closed = Fields.field(endpoint.getClass(), "closed");
        this.end = endpoint.getClass().getSuperclass().getDeclaredMethod("endMessage", SendHandler.class,
                SendResult.class);
        end.setAccessible(true);
    }

    /**
     * Takes it when it comes.
     *
     * @throws IOException if nothing may be sent any more
     */
    void await() throws IOException, InterruptedException {
        inProgress.acquire();
        check();
    }

    /**
     * Takes it if it is free.
     *
     * @throws IOException if nothing may be sent any more
     */
    boolean take() throws IOException {
        boolean taken = inProgress.tryAcquire();
        if (taken) {
            check();
        }
        return taken;
    }

    private void check() throws IOException {
        try {
            if (!closed.getBoolean(endpoint)) {
                return;
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        pass();
        throw new IOException("the session was closed before the message was written");
    }

    /** Gives it to who waits. */
    void pass() {
        try {
            end.invoke(endpoint, null, null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a session of Tomcat cannot go on sending", e);
        }
    }
}
