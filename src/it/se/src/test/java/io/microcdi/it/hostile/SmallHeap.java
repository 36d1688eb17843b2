package io.microcdi.it.hostile;

import java.io.IOException;

import io.microcdi.MicroNode;
import io.microcdi.registry.MicroRegistry;

/** A process with a node or a registry, whose heap the test chooses. */
public final class SmallHeap {

    static final String READY = "ready ";

    private SmallHeap() {
    }

    /**
     * Serves until its input ends, which is also when the process that has started it ends.
     *
     * @param args {@code node} or {@code registry}
     */
    public static void main(String[] args) throws IOException {
        MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
        registry.start();
        int port = registry.port();
        if (args[0].equals("node")) {
            MicroNode node = MicroNode.builder("shop").registry("ws://127.0.0.1:" + port).listen("127.0.0.1", 0)
                    .build();
            node.register("/text", Integer.class, (length, context) -> "x".repeat(length));
            node.start();
            node.ready().toCompletableFuture().join();
            port = Integer.parseInt(node.key().substring(node.key().lastIndexOf(':') + 1));
        }
        System.out.println(READY + port);
        while (System.in.read() >= 0) {
            // nothing is said
        }
        System.exit(0);
    }
}
