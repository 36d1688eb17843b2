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
 * Tyrus: Payara, GlassFish, Java SE.
 *
 * <p>Tyrus restarts its idle timer with each message, in either direction, also where there is no time-out: a task for at
 * once. The managed scheduler of Payara and GlassFish captures the application's whole context for it, four fifths of the
 * work that a message makes. Since Tyrus 2.2.1 a negative time-out is spared the task. Before that only a session without
 * the scheduler is, so this is the one place of the engine that reaches into a private member of a server;
 * {@code micro.server.tyrus-idle-timer=true} keeps it from doing so.
 */
final class TyrusAdapter extends ServerAdapter {

    private static final Logger LOG = Logger.getLogger(TyrusAdapter.class);
    private static final String SCHEDULER = "service";
    private static final ScheduledFuture<?> DONE = new Done();

    TyrusAdapter() {
        super("org.glassfish.tyrus.core.");
    }

    /**
     * In a servlet container Tyrus counts a message as sent when it has flushed the servlet's stream. Grizzly queues what
     * that flushes until there are as many bytes as four buffers of the socket hold, and keeps 8 KiB for each message: 36
     * MB for a peer that does not read answers of 100 bytes, measured on Payara 6.2025.9.
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

    /** Without access everything works, only slower. */
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

    /** The same scheduler, but a task that is due at once is never run. */
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
