package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** Remembers the threads that it made. */
final class MadeThreads implements ThreadFactory {

    private final List<CompletableFuture<Void>> made = new CopyOnWriteArrayList<>();

    @Override
    public Thread newThread(Runnable task) {
        // not Thread.join: that does not wait for one that was made and not yet started
        CompletableFuture<Void> end = new CompletableFuture<>();
        made.add(end);
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } finally {
                end.complete(null);
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    int count() {
        return made.size();
    }

    /** Waits for all of them, those that another one makes before its end included, and fails if one goes on. */
    void awaitEnd() {
        for (int i = 0; i < made.size(); i++) {
            assertThat(made.get(i)).as("a thread of what was closed").succeedsWithin(Duration.ofSeconds(30));
        }
    }
}
