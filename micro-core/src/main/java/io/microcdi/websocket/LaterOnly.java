package io.microcdi.websocket;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A scheduler that takes no task for at once: it says that it is done. Everything else is the real one's. */
final class LaterOnly {

    private static final ScheduledFuture<?> DONE = new Done();

    private LaterOnly() {
    }

    static ScheduledExecutorService of(ScheduledExecutorService real) {
        return (ScheduledExecutorService) Proxy.newProxyInstance(LaterOnly.class.getClassLoader(),
                new Class<?>[] { ScheduledExecutorService.class },
                (proxy, method, arguments) -> isForAtOnce(method, arguments) ? DONE
                        : Unwrapped.call(method, real, arguments));
    }

    private static boolean isForAtOnce(Method method, Object[] arguments) {
        return method.getName().equals("schedule") && (Long) arguments[1] <= 0;
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
