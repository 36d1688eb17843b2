package io.microcdi.websocket;

import java.lang.reflect.Field;
import java.util.concurrent.ScheduledExecutorService;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

/**
 * Sessions are never closed for being idle: links look for signs of life themselves.
 *
 * <p>Tyrus, in GlassFish and Payara, restarts its idle timer with each message, in either direction, also where there is no
 * timeout: a task for at once. A server's managed scheduler captures the application's whole context for it, which was
 * four fifths of the work that a message made. Since 2.2.1 a negative timeout is spared the task; before that only a
 * session without the scheduler is.
 */
final class IdleTimeouts {

    private static final Logger LOG = Logger.getLogger(IdleTimeouts.class);
    private static final String TYRUS = "org.glassfish.tyrus.core.TyrusSession";
    private static final String SCHEDULER = "service";

    private IdleTimeouts() {
    }

    /** Takes the timeout off a session. */
    static void none(Session session) {
        if (session.getClass().getName().equals(TYRUS)) {
            withoutTasks(session);
            session.setMaxIdleTimeout(-1);
        } else {
            session.setMaxIdleTimeout(0);
        }
    }

    /** Without access everything works, only slower. */
    private static void withoutTasks(Session session) {
        try {
            Field field = session.getClass().getDeclaredField(SCHEDULER);
            if (field.trySetAccessible() && field.get(session) instanceof ScheduledExecutorService scheduler) {
                field.set(session, LaterOnly.of(scheduler));
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.debugf(e, "Tyrus's idle timer goes on, a task a message");
        }
    }
}
