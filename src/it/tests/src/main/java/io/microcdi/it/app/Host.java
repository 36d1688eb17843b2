package io.microcdi.it.app;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import io.microcdi.MicroCaller;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** Stays, is called by guests and calls them without a pause. */
@MicroService
public class Host {
    private static final int AT_ONCE = 8;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final Map<String, Integer> ends = new ConcurrentHashMap<>();

    @Inject
    MicroCaller caller;

    /** Its payload. */
    @Route("/echo")
    public String echo(String word) {
        return word;
    }

    /** Never answers: the caller gives up first. */
    @Route("/hold")
    public CompletionStage<String> hold() {
        return new CompletableFuture<>();
    }

    /** Calls a namespace from now on, several times at once, each until it fails. */
    @Route("/drive")
    public void drive(String namespace) {
        running.addAndGet(AT_ONCE);
        for (int i = 0; i < AT_ONCE; i++) {
            callOnAndOn(namespace);
        }
    }

    /** How many calls have been answered, how many go on, and how those ended that do not. */
    @Route("/driven")
    public Map<String, Object> driven() {
        return Map.of("answered", answered.get(), "running", running.get(), "ends", Map.copyOf(ends));
    }

    private void callOnAndOn(String namespace) {
        caller.callAsync(namespace, "/work", Map.of("name", namespace, "size", 1), Map.class)
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        answered.incrementAndGet();
                        callOnAndOn(namespace);
                    } else {
                        ends.merge(failure.getClass().getSimpleName(), 1, Integer::sum);
                        running.decrementAndGet();
                    }
                });
    }
}
