package io.microcdi.internal.route;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Runs the actions that handlers have registered for the case that they are stopped. An action that fails keeps no other from
 * running. Its failure is logged, for at most one action in a second: a peer causes it by a request and an abort. Thread-safe.
 */
public final class AbortActions implements Executor {

    private final Executor executor;
    private final Timer timer;
    private final LogLimit failures = LogLimit.of(1, TimeUnit.SECONDS.toNanos(1));

    /**
     * Makes an executor of actions.
     *
     * @param executor runs the actions. If it rejects one, the calling thread runs it
     */
    public AbortActions(Executor executor, Timer timer) {
        this.executor = executor;
        this.timer = timer;
    }

    @Override
    public void execute(Runnable action) {
        Runnable guarded = () -> run(action);
        try {
            executor.execute(guarded);
        } catch (RejectedExecutionException busy) {
            guarded.run();
        }
    }

    private void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            failures.write(timer::nanoTime,
                    leftOut -> RouteLog.LOG.abortActionFailed(leftOut, LoggedThrowable.of(e)));
        }
    }
}
