package io.microcdi.it.trace;

import io.microcdi.MicroNode;

/** The service in Java SE. OpenTelemetry configures itself. */
public final class Ledger {

    private Ledger() {
    }

    /**
     * Serves until the process ends.
     *
     * @param args the port that it listens on, and the address of the registry
     */
    public static void main(String[] args) throws InterruptedException {
        MicroNode node = MicroNode.builder("ledger").listen("127.0.0.1", Integer.parseInt(args[0])).registry(args[1])
                .build();
        node.register("/entries/{id}", context -> "entry " + context.param("id"));
        node.register("/fails", context -> {
            throw new IllegalStateException("expected by the test");
        });
        Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "stop"));
        node.start();
        Thread.currentThread().join(); // the threads of a node are daemons
    }
}
