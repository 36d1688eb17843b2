package io.microcdi.internal.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jgroups.util.DefaultSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of a member. If there is a secret, each end of a connection must prove that it knows the secret.
 * Thread-safe.
 */
final class ClusterSockets extends DefaultSocketFactory {

    private static final int MAX_REFUSED = 1_000;

    private final @Nullable ConnectionProof proof;
    private final Set<SocketAddress> refused = ConcurrentHashMap.newKeySet();

    ClusterSockets(@Nullable Secret secret, BoundedReports reports) {
        this.proof = secret == null ? null : new ConnectionProof(secret, "members", reports);
    }

    @Override
    public Socket createSocket(String service) {
        return new ProvingSocket(proof, this::ended);
    }

    @Override
    public ServerSocket createServerSocket(String service) throws IOException {
        return proof == null ? super.createServerSocket(service) : new ProvingServerSocket(proof);
    }

    private void ended(SocketAddress address, @Nullable IOException failure) {
        if (!(failure instanceof ConnectException)) {
            refused.remove(address);
        } else if (refused.size() < MAX_REFUSED) {
            refused.add(address);
        }
    }

    /** Returns whether the machine of an address has refused the last connection, because no process listens there. */
    boolean isRefused(SocketAddress address) {
        return refused.contains(address);
    }
}
