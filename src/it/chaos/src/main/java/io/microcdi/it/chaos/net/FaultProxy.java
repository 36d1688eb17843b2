package io.microcdi.it.chaos.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy on the loopback address that treats what passes as badly as it is told to. */
public final class FaultProxy implements Closeable {

    /** The ways in which bytes are treated. */
    public enum Fault {
        /** They pass. */
        NONE,
        /** They pass 50 ms later. */
        DELAY,
        /** They pass one at a time, each in a segment of its own. */
        BYTE_AT_A_TIME,
        /** They are taken from both ends and lost. */
        BLACK_HOLE,
        /** Those of the end that accepted are lost; the others pass. */
        HALF_OPEN
    }

    static final int DELAY_MILLIS = 50;

    private final ServerSocket server;
    private final int target;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.NONE;

    /**
     * Listens on any free port.
     *
     * @param target the port to which connections lead
     */
    public FaultProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread acceptor = new Thread(this::accept, "proxy");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket accepted = server.accept();
                try {
                    ProxiedConnection connection = new ProxiedConnection(this, accepted,
                            new Socket(InetAddress.getLoopbackAddress(), target));
                    connections.add(connection);
                    connection.start();
                } catch (IOException e) {
                    // nobody listens behind the proxy
                    accepted.close();
                }
            } catch (IOException e) {
                // closed
            }
        }
    }

    void ended(ProxiedConnection connection) {
        connections.remove(connection);
    }

    Fault fault() {
        return fault;
    }

    /** Returns the port. */
    public int port() {
        return server.getLocalPort();
    }

    /** Treats all connections so from now on. */
    public void set(Fault newFault) {
        fault = newFault;
    }

    /** Closes each open connection in the middle of the next message from the end that accepted. */
    public void cutWithinMessage() {
        connections.forEach(ProxiedConnection::cutWithinMessage);
    }

    /** Resets all open connections. */
    public void reset() {
        connections.forEach(ProxiedConnection::reset);
    }

    @Override
    public void close() throws IOException {
        server.close();
        reset();
    }
}
