package io.microcdi.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** Remembers the threads that it made. */
final class MadeThreads implements ThreadFactory {

    private final List<Thread> made = new CopyOnWriteArrayList<>();

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    }

    int count() {
        return made.size();
    }

    /** Waits for all of them, and fails if one goes on. */
    void awaitEnd() throws InterruptedException {
        for (Thread thread : made) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as("a thread of what was closed").isFalse();
        }
    }
}
