package io.microcdi.internal.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.route.ExceptionMappers;
import io.microcdi.internal.route.Failure;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Logs the exceptions of handlers, once, on the node where the handler ran. The level is WARN with the stack trace, at
 * most once a second for each route. It is DEBUG if the application chose the status, or if the caller no longer waits.
 * Thread-safe.
 */
final class HandlerFailures {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Timer timer;
    private final boolean expose;
    private final PayloadCodec codec;
    private final ExceptionMappers mappers = new ExceptionMappers();
    /**
     * The limits by the pattern of the route. The number of entries is bounded by the number of the application's
     * routes.
     */
    private final Map<String, LogLimit> byRoute = new ConcurrentHashMap<>();

    /**
     * Makes a log without failures.
     *
     * @param expose whether answers contain the messages of exceptions that are not {@code RouteException}s
     * @param codec writes the bodies of failures
     */
    HandlerFailures(Timer timer, boolean expose, PayloadCodec codec) {
        this.timer = timer;
        this.expose = expose;
        this.codec = codec;
    }

    /** Returns the mappers of the application's exceptions. */
    ExceptionMappers mappers() {
        return mappers;
    }

    /** Logs an exception of a handler, and returns the failure for the caller, which has less detail. */
    Failure of(Invocation invocation, Throwable thrown) {
        Failure failure;
        try {
            failure = Failure.of(thrown, expose, invocation.correlationId().orElse(null), mappers,
                    codec::encode);
        } catch (RuntimeException | Error e) { // a mapper failed, or the body cannot be written
            return ofResult(invocation, e);
        }
        SafeLog.write(() -> log(invocation, thrown, failure));
        return failure;
    }

    /** Logs that a result cannot be written, and returns the failure for the caller, which has less detail. */
    Failure ofResult(Invocation invocation, Throwable thrown) {
        Failure failure = Failure.ofResult(thrown, expose, invocation.correlationId().orElse(null));
        SafeLog.write(() -> log(invocation, thrown, failure));
        return failure;
    }

    /** Logs that a handler has not ended in time. Its caller, which still waits, is answered 504. */
    void overdue(Invocation invocation, Throwable late) {
        SafeLog.write(() -> warn(invocation, late, "504"));
    }

    private void log(Invocation invocation, Throwable thrown, Failure failure) {
        if (failure.isForTheCaller() || invocation.isAborted()) {
            NodeLog.LOG.handlerAnswered(Excerpts.of(invocation.url()), Excerpts.of(failure.status()),
                    correlationId(invocation), LoggedThrowable.of(thrown));
        } else {
            warn(invocation, thrown, failure.status());
        }
    }

    private void warn(Invocation invocation, Throwable thrown, String status) {
        LogLimit limit = byRoute.computeIfAbsent(invocation.pattern(), pattern -> LogLimit.of(1, PAUSE_NANOS));
        long leftOut = limit.take(timer.nanoTime());
        if (leftOut >= 0) {
            // the message names the value that cannot be sent, and a stack trace would show only this library
            boolean isNamed = thrown instanceof PayloadException payload && payload.isOwnText();
            NodeLog.LOG.handlerFailed(Excerpts.of(invocation.url()), correlationId(invocation), leftOut,
                    Excerpts.of(status), isNamed ? LoggedThrowable.untraced(thrown) : LoggedThrowable.of(thrown));
        }
    }

    private static String correlationId(Invocation invocation) {
        return Excerpts.of(invocation.correlationId().orElse("none"));
    }
}
