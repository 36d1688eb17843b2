package io.microcdi.internal.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.address.IpRanges;

/**
 * The connections of a port whose peers have proved nothing yet. Their number is bounded: a new one takes the place of the
 * oldest one of the address that has most of them. So a stranger takes its own places, and a registry, which needs milliseconds
 * for its proof, keeps its place. Thread-safe.
 */
final class UnprovedConnections implements AutoCloseable {

    private static final int MAX = 64;
    private static final int MAX_THREADS = 2 * MAX;

    private final ConnectionProof proof;
    private final Set<Socket> unproved = new LinkedHashSet<>();
    private final AtomicInteger threads = new AtomicInteger();
    private boolean closed;

    /** Takes a connection whose peer has proved itself. */
    interface Admission {

        /** Takes it. If this fails, it is closed. */
        void admit(Socket socket) throws Exception;
    }

    UnprovedConnections(ConnectionProof proof) {
        this.proof = proof;
    }

    /** Starts the proof of a peer. Does not block. */
    void add(Socket socket, Admission admission) {
        Socket evicted = place(socket);
        if (evicted != null) {
            close(evicted);
        }
        if (threads.incrementAndGet() > MAX_THREADS) {
            // the threads of connections that were closed have not ended yet
            threads.decrementAndGet();
            refused(socket, new IOException("more than " + MAX_THREADS + " threads wait for proofs"));
            end(socket);
            return;
        }
        boolean begun = false;
        try {
            Thread thread = new Thread(() -> prove(socket, admission), "micro-cluster-proof");
            thread.setDaemon(true);
            thread.start();
            begun = true;
        } finally {
            if (!begun) {
                threads.decrementAndGet();
                end(socket);
            }
        }
    }

    /** Returns the connection that must be closed: the one that loses its place, or the new one after {@link #close}. */
    private synchronized @Nullable Socket place(Socket socket) {
        if (closed) {
            return socket;
        }
        unproved.add(socket);
        if (unproved.size() <= MAX) {
            return null;
        }
        Socket evicted = oldestOfMost();
        unproved.remove(evicted);
        return evicted;
    }

    private Socket oldestOfMost() {
        Map<String, Integer> counts = new HashMap<>();
        unproved.forEach(each -> counts.merge(network(each), 1, Integer::sum));
        int most = Collections.max(counts.values());
        return unproved.stream().filter(each -> counts.getOrDefault(network(each), 0) == most).findFirst()
                .orElseThrow();
    }

    /** Returns the address of a peer, or the network of an IPv6 address: a host there has all addresses of it. */
    private static String network(Socket socket) {
        InetAddress peer = socket.getInetAddress();
        return peer == null ? "" : IpRanges.network(peer);
    }

    private void prove(Socket socket, Admission admission) {
        boolean proved = false;
        boolean admitted = false;
        try {
            proof.accept(socket);
            proved = remove(socket);
            if (!proved) {
                throw new SocketException("the connection has lost its place");
            }
            admission.admit(socket);
            admitted = true;
        } catch (EOFException e) {
            // a probe of the port, or a registry that ends
        } catch (Exception e) {
            boolean evicted = !proved && !remove(socket);
            refused(socket, evicted
                    ? new IOException("more than " + MAX + " connections have proved nothing: it was the oldest of "
                            + "the address that has most of them")
                    : e);
        } finally {
            threads.decrementAndGet();
            if (!admitted) {
                end(socket);
            }
        }
    }

    /** After {@link #close} nobody was refused: the port is closed. */
    private void refused(Socket socket, Exception reason) {
        if (!isClosed()) {
            proof.refused(String.valueOf(socket.getRemoteSocketAddress()), reason);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean remove(Socket socket) {
        return unproved.remove(socket);
    }

    private void end(Socket socket) {
        remove(socket);
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nobody uses it any more
        }
    }

    @Override
    public void close() {
        List<Socket> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(unproved);
            unproved.clear();
        }
        all.forEach(UnprovedConnections::close);
    }
}
