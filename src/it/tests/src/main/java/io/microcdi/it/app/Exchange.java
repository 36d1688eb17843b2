package io.microcdi.it.app;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;

import io.microcdi.MicroCaller;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** Answers with texts, calls others on order, and reports how those calls went. */
@MicroService
public class Exchange {
    private static final String TEXT = "x".repeat(10 << 10);
    private static final int COLLECTIONS = 3;

    @Inject
    MicroCaller caller;

    /** The classes that an application with these routes consists of. */
    public static Class<?>[] classes() {
        return new Class<?>[] { Exchange.class, SteadyCalls.class, Filling.class };
    }

    /** The text. */
    @Route("/echo")
    public String echo(String text) {
        return text;
    }

    /** A text of 10 KB. */
    @Route("/give")
    public String give() {
        return TEXT;
    }

    /** Bytes of the heap that are alive after garbage collections. */
    @Route("/heap")
    public long heap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Calls a namespace, one call after another, for as long as the order says. */
    @Route("/call-on")
    public Map<String, Object> callOn(JsonObject order) {
        return SteadyCalls.of(caller.to(order.getString("namespace")).timeout(millis(order, "timeout")).retries(0),
                "x".repeat(order.getInt("size")), millis(order, "time"));
    }

    /** Calls a namespace without waiting for answers, until its link has taken no request for as long as the order says. */
    @Route("/fill")
    public CompletionStage<Map<String, Object>> fill(JsonObject order) {
        Filling filling = new Filling(
                caller.to(order.getString("namespace")).timeout(millis(order, "timeout")).retries(0),
                millis(order, "blocked"));
        CompletableFuture<Map<String, Object>> filled = new CompletableFuture<>();
        // a thread that serves no request, so that no deadline or abort of this one reaches the calls
        Thread thread = new Thread(() -> filled.completeAsync(filling::run, Runnable::run), "filling");
        thread.setDaemon(true);
        thread.start();
        return filled;
    }

    /** Calls a namespace so many times at once; how many calls were answered. */
    @Route("/call-at-once")
    public long callAtOnce(JsonObject order) {
        var call = caller.to(order.getString("namespace")).timeout(millis(order, "timeout")).retries(0);
        return Stream.generate(() -> call.callAsync("/x", "y", Object.class)).limit(order.getInt("count")).toList()
                .stream().map(CompletableFuture::join).count();
    }

    private static Duration millis(JsonObject order, String name) {
        return Duration.ofMillis(order.getInt(name));
    }
}
