package io.microcdi.it.failover;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.microcdi.MicroNode;

/** A process with one route, which takes a while, so that there always are calls in flight. */
public final class Provider {

    static final String NAMESPACE = "work";
    static final String URL = "/do";
    /** At 500 calls a second, each of three has about 16 calls in flight. */
    static final int MILLISECONDS = 100;

    /** The answering process, and the start and end of its work by its own clock. */
    public record Answer(String key, long began, long ended) {
    }

    private Provider() {
    }

    /**
     * Serves until its input ends, also because the process that started it dies.
     *
     * @param args the address of the registry
     */
    public static void main(String[] args) throws IOException {
        Executor later = CompletableFuture.delayedExecutor(MILLISECONDS, TimeUnit.MILLISECONDS);
        MicroNode node = MicroNode.builder(NAMESPACE).registry(args[0]).listen("127.0.0.1", 0).build();
        node.register(URL, context -> {
            long began = System.nanoTime();
            return CompletableFuture.supplyAsync(() -> new Answer(node.key(), began, System.nanoTime()), later);
        });
        node.start();
        node.ready().toCompletableFuture().join();
        System.out.println(ProviderProcess.READY + node.key());
        while (System.in.read() >= 0) {
            // nothing is said
        }
        node.stop();
    }
}
