package io.microcdi.internal.test;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.websocket.LinkAcceptor;

/** A network in memory. Dialling an address reaches the acceptor that listens there. Thread-safe. */
final class Network implements Dialer {

    /** All nodes are on one machine, and need no proof of each other. */
    static final String HOST = "127.0.0.1";

    private record Open(String address, Pipe pipe) {
    }

    private final Executor loop;
    private final Map<String, LinkAcceptor> listening = new ConcurrentHashMap<>();
    private final List<Open> pipes = new CopyOnWriteArrayList<>();

    /**
     * Makes a network without listeners.
     *
     * @param loop runs one task after the other. Dials must be made on it
     */
    Network(Executor loop) {
        this.loop = loop;
    }

    /**
     * Begins to listen.
     *
     * @return false if another one listens at this port
     */
    boolean listen(int port, LinkAcceptor acceptor) {
        return listening.putIfAbsent(HOST + ":" + port, acceptor) == null;
    }

    void unlisten(int port) {
        listening.remove(HOST + ":" + port);
    }

    /** Breaks all sockets that were dialled to an address. */
    void cut(String address) {
        pipes.stream().filter(open -> open.address.equals(address)).forEach(open -> open.pipe.cut());
    }

    @Override
    public CompletableFuture<Void> dial(URI url, String authorization, Function<Transport, Receiver> opened) {
        String address = url.getRawAuthority();
        LinkAcceptor acceptor = listening.get(address);
        if (acceptor == null) {
            return CompletableFuture.failedFuture(new IOException("connection refused: nothing of this test listens at "
                    + address));
        }
        ConnectRequest request = new ConnectRequest(url.getRawPath(), url.getRawQuery(), HOST, false, false, false,
                authorization, null, List.of());
        Optional<ConnectRefusal> refusal = acceptor.refusal(request);
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(new IOException("HTTP status " + refusal.get().status()));
        }
        Pipe pipe = new Pipe(loop);
        pipes.removeIf(open -> open.pipe.isClosed());
        pipes.add(new Open(address, pipe));
        Receiver accepted = acceptor.accept(pipe.acceptor(), url.getRawPath(), url.getRawQuery());
        pipe.connect(opened.apply(pipe.dialler()), accepted);
        return CompletableFuture.completedFuture(null);
    }
}
