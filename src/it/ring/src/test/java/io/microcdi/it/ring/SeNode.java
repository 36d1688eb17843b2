package io.microcdi.it.ring;

import io.microcdi.MicroNode;
import io.microcdi.it.ring.app.Journey;
import io.microcdi.it.ring.app.Relay;

/** The service without a server and without CDI. */
public final class SeNode {
    private SeNode() {
    }

    /**
     * Serves until it is ended.
     *
     * @param args its namespace, the port that it listens on, and the address of the registry
     */
    public static void main(String[] args) throws InterruptedException {
        MicroNode node = MicroNode.builder(args[0]).listen("127.0.0.1", Integer.parseInt(args[1]))
                .registry(args[2]).build();
        Relay relay = new Relay(node);
        node.register("/hop", Journey.class, relay::hop);
        node.register("/stayed", context -> relay.stayed());
        Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "stop"));
        node.start();
        // its threads keep no program alive
        Thread.currentThread().join();
    }
}
