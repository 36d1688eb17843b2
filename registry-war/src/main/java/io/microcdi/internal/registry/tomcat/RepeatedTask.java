package io.microcdi.internal.registry.tomcat;

import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.LogLimit;

/** A task that a scheduler repeats. A run that fails ends none of the later runs, as it would by itself. */
final class RepeatedTask implements Runnable {

    private final Runnable task;
    private final LogLimit failures = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));

    RepeatedTask(Runnable task) {
        this.task = task;
    }

    @Override
    public void run() {
        try {
            task.run();
        } catch (Throwable e) { // the next run may succeed
            failures.write(System::nanoTime, leftOut -> TomcatLog.LOG.taskFailed(e));
        }
    }
}
