package io.microcdi.testing;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.websocket.LinkAcceptor;

/** A network in memory. A node that listens at an address, with a context path or without, is reached by dialling it. */
public final class Network implements Dialer {

    /** A dial that was made. */
    public record Dial(URI url, Pipe pipe) {
    }

    /** A dial that waits. */
    private record Hung(Runnable goOn, CompletableFuture<Void> result) {
    }

    private final Executor loop;
    private final Map<String, LinkAcceptor> listening = new TreeMap<>();
    private final Map<String, Supplier<IOException>> refusing = new TreeMap<>();
    private final Set<String> hanging = new HashSet<>();
    private final List<Hung> hung = new ArrayList<>();
    private final List<Dial> dials = new ArrayList<>();
    private int refused;

    /** A network in which nobody listens. */
    public Network(Executor loop) {
        this.loop = loop;
    }

    /**
     * Begins to listen.
     *
     * @param address {@code host:port} or {@code host:port/path}
     */
    public void listen(String address, LinkAcceptor acceptor) {
        listening.put(address, acceptor);
    }

    /** Ends listening. Open links stay open. */
    public void unlisten(String address) {
        listening.remove(address);
    }

    /** Dials to an address fail from now on whenever a rule gives a failure, and not {@code null}. */
    public void refuse(String hostAndPort, Supplier<IOException> rule) {
        refusing.put(hostAndPort, rule);
    }

    /** Dials to an address wait from now on, neither open nor refused. */
    public void hang(String hostAndPort) {
        hanging.add(hostAndPort);
    }

    /** Dials that wait go on. */
    public void release() {
        hanging.clear();
        takeHung().forEach(dial -> loop.execute(dial.goOn()));
    }

    /** Dials that wait fail, as those of a host that answers late. Returns how many they were; those that follow wait. */
    public int refuseHung() {
        List<Hung> waiting = takeHung();
        waiting.forEach(dial -> dial.result().completeExceptionally(new IOException("connection refused")));
        return waiting.size();
    }

    private List<Hung> takeHung() {
        List<Hung> waiting = List.copyOf(hung);
        hung.clear();
        return waiting;
    }

    /** All dials that succeeded, in order. */
    public List<Dial> dials() {
        return dials;
    }

    /** The last dial to an address. */
    public Pipe last(String hostAndPort) {
        return dials(hostAndPort).get(dials(hostAndPort).size() - 1).pipe();
    }

    /** The dials to an address that succeeded. */
    public List<Dial> dials(String hostAndPort) {
        return dials.stream().filter(dial -> dial.url().getRawAuthority().equals(hostAndPort)).toList();
    }

    /** How many dials found nobody. */
    public int refused() {
        return refused;
    }

    /** Opens a pipe as a dialler that is no node, such as a peer of another kind. */
    public Pipe open(String url, Receiver receiver) {
        return open(url, null, receiver);
    }

    /** As {@link #open(String, Receiver)}, with the header {@code Authorization}. */
    public Pipe open(String url, String authorization, Receiver receiver) {
        dial(URI.create(url), authorization, transport -> receiver).join();
        return dials.get(dials.size() - 1).pipe();
    }

    @Override
    public CompletableFuture<Void> dial(URI url, String authorization, Function<Transport, Receiver> opened) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        if (hanging.contains(url.getRawAuthority())) {
            hung.add(new Hung(() -> {
                connect(url, authorization, opened, result);
                result.complete(null);
            }, result));
            return result;
        }
        IOException failure = refusing.getOrDefault(url.getRawAuthority(), () -> null).get();
        if (failure != null) {
            refused++;
            result.completeExceptionally(failure);
        } else if (connect(url, authorization, opened, result)) {
            result.complete(null);
        } else {
            refused++;
            result.completeExceptionally(new IOException("connection refused: " + url.getRawAuthority()));
        }
        return result;
    }

    private boolean connect(URI url, String authorization, Function<Transport, Receiver> opened,
            CompletableFuture<Void> result) {
        String target = url.getRawAuthority() + url.getRawPath();
        String address = null;
        for (String candidate : listening.keySet()) {
            boolean longer = address == null || candidate.length() > address.length();
            if (longer && target.startsWith(candidate + "/")) {
                address = candidate;
            }
        }
        if (address == null) {
            return false;
        }
        Optional<ConnectRefusal> refusal = listening.get(address).refusal(new ConnectRequest(
                target.substring(address.length()), url.getRawQuery(), "10.0.0.99", false, false, false, authorization,
                null, List.of()));
        if (refusal.isPresent()) {
            result.completeExceptionally(new IOException("HTTP status " + refusal.get().status()));
            return false;
        }
        Pipe pipe = new Pipe(loop);
        dials.add(new Dial(url, pipe));
        pipe.acceptor().receiver(listening.get(address).accept(pipe.acceptor(), target.substring(address.length()),
                url.getRawQuery()));
        pipe.dialler().receiver(opened.apply(pipe.dialler()));
        return true;
    }
}
