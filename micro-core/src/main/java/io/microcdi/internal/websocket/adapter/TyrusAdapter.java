package io.microcdi.internal.websocket.adapter;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

/**
 * The adapter for Tyrus: Payara, GlassFish and Java SE.
 *
 * <p>Tyrus restarts its idle timer with each message that is sent or received. If the session has no timeout, the timer
 * schedules a task that is due at once. The managed scheduler of Payara and GlassFish captures the application's whole
 * context for each task. This takes four fifths of the work for a message. Tyrus 2.2.1 and later avoid the task if the
 * timeout is negative. In earlier versions, only a session without a scheduler avoids it. This class therefore changes
 * a private member of Tyrus, the only such place of the engine. {@code micro.server.tyrus-idle-timer=true} prevents
 * that.
 */
final class TyrusAdapter extends ServerAdapter {

    private static final Logger LOG = Logger.getLogger(TyrusAdapter.class);
    private static final String SCHEDULER = "service";
    private static final ScheduledFuture<?> DONE = new Done();

    TyrusAdapter() {
        super("org.glassfish.tyrus.core.");
    }

    /**
     * Returns true in a servlet container. There Tyrus counts a message as sent when it has flushed the servlet's
     * stream. Grizzly queues the flushed bytes up to the size of four socket buffers, but allocates 8 KiB for each
     * message. For a peer that does not read answers of 100 bytes, this was 36 MB, measured on Payara 6.2025.9.
     */
    @Override
    public boolean queuesWithoutBound(Session session) {
        return session.getContainer() != null
                && session.getContainer().getClass().getName().startsWith("org.glassfish.tyrus.servlet.");
    }

    @Override
    public void opened(Session session, long sendTimeoutMillis, boolean idleTimer) {
        if (!idleTimer) {
            withoutImmediateTasks(session);
        }
        session.setMaxIdleTimeout(-1);
    }

    /** Replaces the scheduler of a session. Without access to the private member, the session works too, but slower. */
    private static void withoutImmediateTasks(Session session) {
        try {
            Field field = session.getClass().getDeclaredField(SCHEDULER);
            if (field.trySetAccessible() && field.get(session) instanceof ScheduledExecutorService scheduler) {
                field.set(session, withoutImmediateTasks(scheduler));
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.debugf(e, "Tyrus keeps its idle timer, a task for each message");
        }
    }

    /** Returns a scheduler that never runs a task which is due at once, and passes all other tasks on. */
    static ScheduledExecutorService withoutImmediateTasks(ScheduledExecutorService scheduler) {
        return (ScheduledExecutorService) Proxy.newProxyInstance(TyrusAdapter.class.getClassLoader(),
                new Class<?>[] { ScheduledExecutorService.class },
                (proxy, method, arguments) -> isImmediate(method, arguments) ? DONE
                        : call(method, scheduler, arguments));
    }

    private static boolean isImmediate(Method method, Object[] arguments) {
        return method.getName().equals("schedule") && (Long) arguments[1] <= 0;
    }

    private static Object call(Method method, Object receiver, Object... arguments) throws Throwable {
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static final class Done extends FutureTask<Void> implements ScheduledFuture<Void> {

        Done() {
            super(() -> null);
            run();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(0, other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
