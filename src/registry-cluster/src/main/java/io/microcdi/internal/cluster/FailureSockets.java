package io.microcdi.internal.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jgroups.Address;
import org.jgroups.blocks.cs.NioBaseServer;
import org.jgroups.blocks.cs.NioConnection;
import org.jgroups.blocks.cs.NioServer;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.logging.Log;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.DefaultSocketFactory;
import org.jgroups.util.LazyThreadFactory;
import org.jgroups.util.ThreadFactory;
import org.jgroups.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Detects failed members by connections to them. If there is a secret, each end of a connection must prove that it knows the
 * secret.
 */
final class FailureSockets extends FD_SOCK2 {

    /** The largest message: it contains two addresses and the name of the cluster. */
    private static final int MAX_MESSAGE = 4_096;
    private static final int CONNECT_MILLIS = 1_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final @Nullable ConnectionProof proof;

    FailureSockets(@Nullable Secret secret, BoundedReports reports) {
        this.proof = secret == null ? null : new ConnectionProof(secret, "failures", reports);
        // messages use the id of the superclass
        setId(ClassConfigurator.getProtocolId(FD_SOCK2.class));
    }

    @Override
    protected NioServer createServer(int[] ports) {
        // no virtual thread: on some JDKs a selector keeps a virtual thread busy
        ThreadFactory threads = new LazyThreadFactory("jgroups", true, true).useVirtualThreads(false).log(log);
        try {
            NioServer server = new Server(threads, bind_addr, ports[0], log, proof);
            server.setMaxLength(MAX_MESSAGE);
            return server;
        } catch (Exception e) {
            throw new IllegalStateException("the port " + ports[0] + " is not free", e);
        }
    }

    private static final class Server extends NioServer {

        private final @Nullable ConnectionProof proof;
        private final @Nullable UnprovedConnections unproved;

        Server(ThreadFactory threads, InetAddress address, int port, Log log, @Nullable ConnectionProof proof)
                throws Exception {
            super(threads, new DefaultSocketFactory(), address, port, port, null, 0, 0,
                    "jgroups.nio.server.fd_sock");
            log(log);
            this.proof = proof;
            this.unproved = proof == null ? null : new UnprovedConnections(proof);
        }

        /** Accepts a connection. It must not fail, because the selecting thread of JGroups would end. */
        @Override
        protected void handleAccept(SelectionKey key) {
            try {
                if (unproved == null) {
                    super.handleAccept(key);
                } else {
                    SocketChannel accepted = channel.accept();
                    if (accepted != null) {
                        unproved.add(accepted.socket(), this::admit);
                    }
                }
            } catch (Exception | Error e) {
                ClusterLog.LOG.debug("cannot accept a connection", e);
                // if the process has no file descriptors left, the connection stays in the queue, and the selector would
                // return at once again and again
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        private void admit(Socket socket) throws Exception {
            SocketChannel accepted = socket.getChannel();
            NioConnection connection = new NioConnection(accepted, this);
            connection.key(register(accepted, SelectionKey.OP_READ, connection));
        }

        @Override
        protected SelectionKey register(SelectableChannel of, int operations,
                NioConnection connection) throws Exception {
            return super.register(of, operations, connection);
        }

        @Override
        protected NioConnection createConnection(Address to) throws Exception {
            return proof == null ? super.createConnection(to)
                    : new ProvingConnection(to, this, proof).copyOnPartialWrite(copy_on_partial_write);
        }

        @Override
        public synchronized void stop() {
            super.stop();
            if (unproved != null) {
                unproved.close();
            }
        }
    }

    private static final class ProvingConnection extends NioConnection {

        private final Server own;
        private final ConnectionProof proof;

        ProvingConnection(Address to, NioBaseServer own, ConnectionProof proof) throws Exception {
            super(to, own);
            this.own = (Server) own;
            this.proof = proof;
        }

        @Override
        protected void connect(Address to, boolean sendOwn) throws Exception {
            boolean connected = false;
            try {
                channel.configureBlocking(true);
                channel.socket().connect(((IpAddress) to).getSocketAddress(), CONNECT_MILLIS);
                prove();
                channel.configureBlocking(false);
                key(own.register(channel, SelectionKey.OP_READ, this));
                if (sendOwn) {
                    sendLocalAddress(own.localAddress());
                }
                connected = true;
            } finally {
                if (!connected) {
                    Util.close(channel);
                }
            }
        }

        private void prove() throws IOException {
            try {
                proof.dial(channel.socket());
            } catch (IOException e) {
                proof.refused(String.valueOf(channel.getRemoteAddress()), e);
                throw e;
            }
        }
    }
}
