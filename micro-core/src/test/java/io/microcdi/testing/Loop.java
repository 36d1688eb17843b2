package io.microcdi.testing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs tasks one after another on the thread of the test. A call that adds to an idle loop runs the task, and all tasks
 * that this one adds, each after the end of the one before. So no task is re-entered, as on real threads, and the loop is
 * idle when the outermost call returns. For one thread.
 */
public final class Loop implements Executor {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (running) {
            return;
        }
        running = true;
        try {
            for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                next.run();
            }
        } finally {
            running = false;
        }
    }
}
