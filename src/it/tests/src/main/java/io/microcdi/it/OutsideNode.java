package io.microcdi.it;

import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.glassfish.tyrus.client.ClientManager;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.standalone.EngineNode;
import io.microcdi.standalone.MicroNodeBuilder;

/** A node of Java SE, on Tyrus, beside the server under test; it keeps an account of its links. */
final class OutsideNode implements NodeListener, AutoCloseable {
    private final EngineNode node;
    private final Queue<String> opened = new ConcurrentLinkedQueue<>();
    private final Queue<String> closed = new ConcurrentLinkedQueue<>();

    private OutsideNode(String namespace) {
        String registry = URI.create(Server.url("").toString().replaceFirst("^http", "ws")).toString();
        node = MicroNodeBuilder.create(namespace).registry(registry).container(ClientManager.createClient()).listen(0)
                .build();
        node.addListener(this);
    }

    /** One that does not run yet, so that routes can be added; it joins the registry that is deployed. */
    static OutsideNode of(String namespace) {
        return new OutsideNode(namespace);
    }

    /** Starts it, and waits until it is registered. */
    OutsideNode start() {
        node.start();
        node.ready().toCompletableFuture().join();
        return this;
    }

    MicroNode node() {
        return node;
    }

    MicroCaller caller() {
        return node.caller();
    }

    /** The links to others than registries that have been opened, by whichever end. */
    Queue<String> opened() {
        return opened;
    }

    /** Those of them that are gone, with the reasons. */
    Queue<String> closed() {
        return closed;
    }

    @Override
    public void linkOpened(MicroPeer peer) {
        opened.add(peer.toString());
    }

    @Override
    public void linkClosed(MicroPeer peer, int code, String reason) {
        closed.add(peer + ": " + code + " " + reason);
    }

    @Override
    public void close() {
        node.stop();
    }
}
