package io.microcdi.testing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs tasks one after another on the thread of the test: whoever adds to an idle loop runs all that follows from it, and
 * a task that is added by another waits until that has ended. So nothing is re-entered, as on real threads, and when the
 * outermost call returns all is quiet. For one thread.
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
