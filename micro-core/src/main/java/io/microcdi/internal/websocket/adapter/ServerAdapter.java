package io.microcdi.internal.websocket.adapter;

import java.util.List;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

/**
 * The facts about one server's WebSocket sessions that the engine must know to use them correctly, by public members only.
 * A server without an adapter of its own is used as {@link StandardAdapter} says. An adapter is stateless and thread-safe.
 */
public abstract class ServerAdapter {

    private static final Logger LOG = Logger.getLogger(ServerAdapter.class);

    private static final int MAX_BYTES_PER_CHARACTER = 3;

    private static final List<ServerAdapter> KNOWN = List.of(new TomcatAdapter(), new UndertowAdapter(),
            new LibertyAdapter(), new TyrusAdapter(), new JettyAdapter());

    private final String sessionClasses;

    /**
     * An adapter.
     *
     * @param sessionClasses the beginning of the names of the server's session classes
     */
    ServerAdapter(String sessionClasses) {
        this.sessionClasses = sessionClasses;
    }

    /** The adapter of the server that a session belongs to. */
    public static ServerAdapter of(Session session) {
        String name = session.getClass().getName();
        for (ServerAdapter adapter : KNOWN) {
            if (name.startsWith(adapter.sessionClasses)) {
                return adapter;
            }
        }
        return StandardAdapter.INSTANCE;
    }

    /**
     * Characters that the server may collect before it hands over a part of a text message. Most servers take this for the
     * size of a part; some for the bound of whole messages, beyond which they close the session with 1009.
     *
     * @param part what is wanted for the size of a part
     */
    public int textBuffer(int maxMessage, int part) {
        return part;
    }

    /** Bytes that the server may collect before it hands over a part of a binary message; as {@link #textBuffer}. */
    public int binaryBuffer(int maxMessage, int part) {
        return part;
    }

    /** Whether the server's asynchronous sends may wait for the socket. */
    public boolean canBlock() {
        return false;
    }

    /** Whether the server says that a message was sent when it has only put it into a queue that may grow for long. */
    public boolean queuesWithoutBound(Session session) {
        return false;
    }

    /**
     * Prepares a session that was just opened: it is never closed for being idle, since links look for signs of life
     * themselves.
     *
     * @param sendTimeoutMillis how long the server itself may wait to write, as for a close frame
     * @param idleTimer whether the server keeps an idle timer that costs much and does nothing
     */
    public void opened(Session session, long sendTimeoutMillis, boolean idleTimer) {
        session.setMaxIdleTimeout(0);
    }

    /**
     * Ends a session whose other end does not read. A close frame would wait behind the message that is stuck, on some
     * servers for ever.
     *
     * @return whether the socket was ended; otherwise the caller closes the session in the usual way
     */
    public boolean cut(Session session) {
        return false;
    }

    /** Calls a public method without parameters that only this server's sessions have. */
    static boolean call(Session session, String method) {
        try {
            session.getClass().getMethod(method).invoke(session);
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debugf(e, "%s has no %s", session.getClass(), method);
            return false;
        }
    }

    /** The bytes of a message of so many characters, if each takes as many as one can; an array holds no more. */
    public static int mostBytes(int maxMessage) {
        return (int) Math.min((long) MAX_BYTES_PER_CHARACTER * maxMessage, Integer.MAX_VALUE);
    }
}
