package io.microcdi.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.microcdi.concurrent.Timer;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.DepartureView;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.registry.Registry;
import io.microcdi.standalone.tyrus.TyrusListener;
import io.microcdi.websocket.HttpClientDialer;
import io.microcdi.websocket.LinkAcceptor;
import io.microcdi.websocket.SessionOptions;

/** A registry with its threads, and with a server of its own where it has none around it. Thread-safe. */
public final class RegistryServer implements LinkAcceptor {

    private final Registry registry;
    private final NodeThreads threads;
    private final HttpClientDialer dialer;
    private final MicroConfig config;
    private Listener listener;

    RegistryServer(Registry registry, NodeThreads threads, HttpClientDialer dialer, MicroConfig config) {
        this.registry = registry;
        this.threads = threads;
        this.dialer = dialer;
        this.config = config;
    }

    /** Begins to take links that a server gives it. */
    public void start() {
        threads.open();
        registry.start();
    }

    /**
     * Begins to listen by itself, on Tyrus, which must be on the class path.
     *
     * @param port 0 for any that is free
     * @return the port
     * @throws UncheckedIOException if it cannot listen there
     */
    public synchronized int listen(int port) {
        MicroNodeBuilder.checkPort(port);
        start();
        listener = new TyrusListener(TyrusListener.ALL_ADDRESSES, port, config.get(ConfigKeys.ALLOWED_ORIGINS));
        try {
            return listener.start(this, sessionOptions());
        } catch (IOException e) {
            stop();
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** How the registry uses sessions. */
    public SessionOptions sessionOptions() {
        return SessionOptions.of(config).forIdleLinks();
    }

    /** Closes all links with 1001, and ends all threads. */
    public synchronized void stop() {
        registry.stop();
        if (listener != null) {
            listener.stop();
            listener = null;
        }
        dialer.close();
        threads.close();
    }

    /** The reason for which the registry cannot read or write; empty if it can. */
    public Optional<String> problem() {
        return threads.problem().or(registry::readingProblem);
    }

    @Override
    public Optional<String> refusal(String path, String query, String remote) {
        return registry.refusal(path, query, remote);
    }

    /** Takes a link that a node opened. */
    @Override
    public Receiver accept(Transport transport, String path, String query) {
        return registry.accept(transport, path, query);
    }

    /** All namespaces that have an instance now, ordered by name. */
    public List<NamespaceView> namespaces() {
        return registry.namespaces();
    }

    /** The instances that left last, the newest first. */
    public List<DepartureView> departures() {
        return registry.departures();
    }

    /** Calls a service on behalf of somebody else; as {@link Registry#call}, by the protocol of nodes. */
    public CompletableFuture<ProxyAnswer> call(String address, String payload, Duration timeout) {
        return call(address, payload, timeout, CallProtocol.WS);
    }

    /** Calls a service on behalf of somebody else; as {@link Registry#call}. */
    public CompletableFuture<ProxyAnswer> call(String address, String payload, Duration timeout,
            CallProtocol protocol) {
        return registry.call(Objects.requireNonNull(address, "the address is null"), payload,
                Objects.requireNonNull(timeout, "the timeout is null"),
                Objects.requireNonNull(protocol, "the protocol is null"));
    }

    /** The clock and the alarms of the registry. */
    public Timer timer() {
        return threads.timer();
    }

    /** How many instances are registered. */
    public int instances() {
        return registry.instances();
    }
}
