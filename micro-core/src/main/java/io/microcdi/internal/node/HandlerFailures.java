package io.microcdi.internal.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.route.Failure;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.wire.Excerpts;

/**
 * Logs what handlers throw, once, where it happened: at WARN with the stack trace, at most once a second for each route; at
 * DEBUG where the status is the application's own, or where nobody waits for the answer any more. Thread-safe.
 */
final class HandlerFailures {

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final Timer timer;
    private final boolean expose;
    /** By the pattern of the route, of which there are as many as the application has. */
    private final Map<String, Limit> byRoute = new ConcurrentHashMap<>();

    /**
     * No failures yet.
     *
     * @param expose whether callers are told the texts of exceptions that were not meant for them
     */
    HandlerFailures(Timer timer, boolean expose) {
        this.timer = timer;
        this.expose = expose;
    }

    /** The failure as the caller is told; the rest of it is logged. */
    Failure of(Invocation invocation, Throwable thrown) {
        return logged(invocation, thrown, Failure.of(thrown, expose, invocation.correlationId().orElse(null)));
    }

    /** The failure for a result that cannot be written, as the caller is told; the rest of it is logged. */
    Failure ofResult(Invocation invocation, Throwable thrown) {
        return logged(invocation, thrown, Failure.ofResult(thrown, expose, invocation.correlationId().orElse(null)));
    }

    private Failure logged(Invocation invocation, Throwable thrown, Failure failure) {
        String id = invocation.correlationId().orElse("none");
        String url = Excerpts.of(invocation.url());
        if (failure.isForTheCaller() || invocation.isAborted()) {
            NodeLog.LOG.handlerAnswered(url, Excerpts.of(failure.status()), Excerpts.of(id), thrown);
            return failure;
        }
        Limit limit = byRoute.computeIfAbsent(invocation.pattern(), pattern -> new Limit());
        int leftOut = limit.take(timer.nanoTime());
        if (leftOut >= 0) {
            NodeLog.LOG.handlerFailed(url, Excerpts.of(id), leftOut, thrown);
        }
        return failure;
    }

    /** Once in a while, and how often in between. */
    private static final class Limit {

        private long last;
        private int leftOut = -1;

        /** The number of those that were left out since the last that was logged; -1 if this one is to be left out, too. */
        synchronized int take(long now) {
            if (leftOut >= 0 && now - last < PAUSE) {
                leftOut++;
                return -1;
            }
            int before = Math.max(0, leftOut);
            last = now;
            leftOut = 0;
            return before;
        }
    }
}
