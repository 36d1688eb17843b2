package io.microcdi.it.chaos.child;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The service behind a handler that returns a stage. It runs a number of tasks at a time; the others wait in its queue. */
final class Backend {

    private final ExecutorService threads;

    /** Makes a service that runs the given number of tasks at a time. */
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
