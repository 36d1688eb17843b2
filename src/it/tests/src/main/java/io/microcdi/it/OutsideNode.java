package io.microcdi.it;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.UserMode;

/** A node of Java SE, on Tyrus, beside the server under test; it keeps an account of its links. */
final class OutsideNode implements NodeListener, AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final MicroNode node;
    private final Queue<String> opened = new ConcurrentLinkedQueue<>();
    private final Queue<String> closed = new ConcurrentLinkedQueue<>();

    private OutsideNode(MicroNodeBuilder builder) {
        node = builder.listen("127.0.0.1", 0).build();
        node.addListener(this);
    }

    /** One that does not run yet, so that routes can be added; it joins the registry that is deployed. */
    static OutsideNode of(String namespace) {
        return new OutsideNode(plain(namespace));
    }

    /** As {@link #of(String)}, taking messages of at most so many characters. A call may last for minutes. */
    static OutsideNode of(String namespace, int maxMessage) {
        return new OutsideNode(patient(namespace).set(ConfigKeys.MAX_MESSAGE_SIZE, maxMessage));
    }

    /** As {@link #of(String)}, sending and taking no binary messages. A call may last for minutes. */
    static OutsideNode ofTexts(String namespace) {
        return new OutsideNode(patient(namespace).set(ConfigKeys.BINARY_MESSAGES, false));
    }

    /** As {@link #of(String)}, but joins a registry that an application runs at a path. */
    static OutsideNode of(String namespace, String registryPath) {
        return new OutsideNode(
                MicroNode.builder(namespace).registry("ws://" + Server.key("") + registryPath));
    }

    /** As {@link #of(String)}, knowing the users of tokens that the owner of a key has signed. */
    static OutsideNode ofUsers(String namespace, String key) {
        return new OutsideNode(plain(namespace).set(ConfigKeys.SECURITY_USER, UserMode.JWT)
                .set(ConfigKeys.JWT_KEY, key));
    }

    private static MicroNodeBuilder patient(String namespace) {
        return plain(namespace).set(ConfigKeys.REQUEST_TIMEOUT, LONG).set(ConfigKeys.HANDLER_TIMEOUT, LONG);
    }

    private static MicroNodeBuilder plain(String namespace) {
        return MicroNode.builder(namespace).registry("ws://" + Server.key(""));
    }

    /** As {@link #of(String)}, but joins through the server's own TLS. */
    static OutsideNode overTls(String namespace) {
        return new OutsideNode(MicroNode.builder(namespace).registry("wss://" + Server.tls())
                .sslContext(Server.authority().context()));
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
