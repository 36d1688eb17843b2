package io.microcdi.websocket;

import java.lang.reflect.Field;
import java.util.concurrent.Executor;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

/**
 * Has Undertow tell of what it has read on the I/O thread that read it, as the server's own setting
 * {@code dispatch-to-worker=false} does for all endpoints. It would wake a thread of its worker for each message, which
 * costs more than what is done there: a receiver never blocks.
 */
final class UndertowIoThreads {

    private static final Logger LOG = Logger.getLogger(UndertowIoThreads.class);

    private UndertowIoThreads() {
    }

    /** Without access everything works, only slower. Other containers need nothing. */
    static void use(Session session) {
        if (UndertowSession.is(session) && Fields.finalOnesMayBeSet()) {
            try {
                Object receiving = Fields.value(session, "frameHandler");
                Field executor = Fields.field(receiving.getClass(), "executor");
                Executor direct = Runnable::run;
                executor.set(receiving, direct);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "Undertow's worker is told of what has been read");
            }
        }
    }
}
