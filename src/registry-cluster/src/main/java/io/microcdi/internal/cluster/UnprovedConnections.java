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
 * The connections of a port whose peers have proved nothing yet. Their number is bounded. Beyond the bound, a new connection
 * takes the place of another: the oldest one of the address with the most connections. So a stranger takes the places of its
 * own connections, and a registry keeps its place for the milliseconds of its proof. Thread-safe.
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

        /** Takes a connection. If this method fails, the connection is closed. */
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
            // the threads of closed connections have not ended yet
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

    /**
     * Adds a connection. Returns the one that must be closed: the connection that loses its place, or the new one after
     * {@link #close}.
     */
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
        int largest = Collections.max(counts.values());
        return unproved.stream().filter(each -> counts.getOrDefault(network(each), 0) == largest).findFirst()
                .orElseThrow();
    }

    /**
     * Returns the address of a peer, or the network of an IPv6 address, because one host may have all addresses of its
     * network.
     */
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
            // not logged: the peer has only probed the port, or is a registry that ends
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

    /** Logs a refusal. After {@link #close} there is none, because the port is closed. */
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
            // the socket is not used any more
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
