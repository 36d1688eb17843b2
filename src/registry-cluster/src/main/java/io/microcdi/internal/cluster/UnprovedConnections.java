package io.microcdi.internal.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.wire.Excerpts;

/**
 * The connections of a port whose peers have proved nothing yet. Their number is bounded: a new one takes the place of the
 * oldest, because a registry needs milliseconds and a stranger that is idle is the older one. Thread-safe.
 */
final class UnprovedConnections implements AutoCloseable {

    private static final int MAX = 64;
    private static final LogLimit REFUSALS = LogLimit.ofWarnings(ClusterLog.LOG::reportsLeftOut);

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

    /** Has a peer prove itself. Waits for nothing. */
    void add(Socket socket, Admission admission) {
        Socket before = place(socket);
        if (before != null) {
            close(before);
        }
        if (threads.incrementAndGet() > 2 * MAX) {
            // those that were closed have not ended yet
            threads.decrementAndGet();
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

    /** Returns the connection whose place it takes. */
    private synchronized @Nullable Socket place(Socket socket) {
        if (closed) {
            return socket;
        }
        Socket oldest = null;
        if (unproved.size() >= MAX) {
            Iterator<Socket> all = unproved.iterator();
            oldest = all.next();
            all.remove();
        }
        unproved.add(socket);
        return oldest;
    }

    private void prove(Socket socket, Admission admission) {
        boolean admitted = false;
        try {
            proof.accept(socket);
            if (remove(socket)) {
                admission.admit(socket);
                admitted = true;
            }
        } catch (EOFException e) {
            // a probe of the port, or a registry that ends
        } catch (Exception e) {
            boolean isOwn = !remove(socket);
            refused(String.valueOf(socket.getRemoteSocketAddress()),
                    isOwn ? new IOException("more than " + MAX + " connections have proved nothing: it was the oldest")
                            : e);
        } finally {
            threads.decrementAndGet();
            if (!admitted) {
                end(socket);
            }
        }
    }

    /** Logs that the peer of a connection was refused, within a bound. */
    static void refused(String peer, Exception reason) {
        if (REFUSALS.permits(System.nanoTime())) {
            ClusterLog.LOG.connectionRefused(Excerpts.of(peer), Excerpts.of(reason));
        }
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
