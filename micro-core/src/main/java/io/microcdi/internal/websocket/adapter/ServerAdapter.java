package io.microcdi.internal.websocket.adapter;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

/**
 * The facts about one server's WebSocket sessions that the engine needs. An adapter uses public members only.
 * {@link StandardAdapter} applies to a server without an adapter of its own. An adapter is stateless and thread-safe.
 */
public abstract class ServerAdapter {

    /**
     * Tomcat sets this attribute if it took the remote address from the header of a proxy, and removed the header.
     */
    public static final String FORWARDED = "org.apache.tomcat.request.forwarded";

    private static final Logger LOG = Logger.getLogger(ServerAdapter.class);

    private static final int MAX_BYTES_PER_CHARACTER = 3;

    private final String sessionClasses;

    /**
     * Makes an adapter.
     *
     * @param sessionClasses the prefix of the names of the server's session classes
     */
    ServerAdapter(String sessionClasses) {
        this.sessionClasses = sessionClasses;
    }

    /** Returns the adapter for the server of a session. */
    public static ServerAdapter of(Session session) {
        String name = session.getClass().getName();
        for (ServerAdapter adapter : StandardAdapter.KNOWN) {
            if (name.startsWith(adapter.sessionClasses)) {
                return adapter;
            }
        }
        return StandardAdapter.INSTANCE;
    }

    /**
     * Returns the size of the server's text buffer, in characters. Most servers hand over a message in parts of this
     * size. Some servers take it for the bound of whole messages, and close the session with 1009 if a message exceeds
     * it.
     *
     * @param part the size of a part that the session's options want, the same on each server
     */
    public int textBuffer(int maxMessage, int part) {
        return part;
    }

    /** Returns the size of the server's binary buffer, in bytes. Otherwise as {@link #textBuffer}. */
    public int binaryBuffer(int maxMessage, int part) {
        return part;
    }

    /** Returns whether the server's asynchronous sends may block on the socket. */
    public boolean canBlock() {
        return false;
    }

    /**
     * Returns whether the server reports a message as sent when it has only added it to a queue without a useful bound.
     */
    public boolean queuesWithoutBound(Session session) {
        return false;
    }

    /**
     * Prepares a session that has just opened. It turns the idle timeout off, because the node itself checks its links
     * for signs of life.
     *
     * @param sendTimeoutMillis the longest time in milliseconds for which the server itself may block on a write, for
     *        example of a close frame
     * @param idleTimer whether the server may use an idle timer that is expensive and has no effect
     */
    public void opened(Session session, long sendTimeoutMillis, boolean idleTimer) {
        session.setMaxIdleTimeout(0);
    }

    /**
     * Ends a session whose other end does not read. A close frame would wait in the queue after the unread messages, on
     * some servers for ever.
     *
     * @return whether the socket was ended. Otherwise the caller closes the session in the usual way
     */
    public boolean cut(Session session) {
        return false;
    }

    /** Calls a public method of the session that has no parameters and that only this server has. */
    static boolean call(Session session, String method) {
        try {
            session.getClass().getMethod(method).invoke(session);
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debugf(e, "%s has no %s", session.getClass(), method);
            return false;
        }
    }

    /**
     * Returns the largest number of bytes of a message with the given number of characters. An array's largest length
     * bounds it.
     */
    public static int mostBytes(int maxMessage) {
        return (int) Math.min((long) MAX_BYTES_PER_CHARACTER * maxMessage, Integer.MAX_VALUE);
    }
}
