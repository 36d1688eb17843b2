package io.microcdi.it.chaos.child;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a handler asks that returns a stage: it does some work at once, and all other work waits there. */
final class Backend {

    private final ExecutorService threads;

    /** Makes one that does so much at once. */
    Backend(int atOnce) {
        threads = Executors.newFixedThreadPool(atOnce, task -> {
            Thread thread = new Thread(task, "backend");
            thread.setDaemon(true);
            return thread;
        });
    }

    CompletionStage<Object> submit(Callable<Object> work) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
