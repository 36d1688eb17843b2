package io.microcdi.internal.websocket.adapter;

import jakarta.websocket.Session;

/**
 * The adapter for Tomcat and TomEE. It sets a send timeout. Without one, Tomcat blocks a thread of the connector for up
 * to 20 s when it writes a pong, a ping or a close frame to a peer that does not read. It also sets a close timeout. By
 * default, a peer that answers no close frame may keep its socket for 30 s, and send meanwhile.
 */
final class TomcatAdapter extends ServerAdapter {

    // https://tomcat.apache.org/tomcat-11.0-doc/web-socket-howto.html
    private static final String BLOCKING_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";
    private static final String CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";
    /**
     * A control frame also waits for the message before it, and Tomcat closes the session if that takes longer. But peers that
     * ping and read nothing keep one of Tomcat's threads each for this time.
     */
    private static final long MAX_WAIT_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 5_000;

    TomcatAdapter() {
        super("org.apache.tomcat.websocket.");
    }

    @Override
    public void opened(Session session, long sendTimeoutMillis, boolean idleTimer) {
        super.opened(session, sendTimeoutMillis, idleTimer);
        session.getUserProperties().put(BLOCKING_SEND_TIMEOUT, Math.min(sendTimeoutMillis, MAX_WAIT_MILLIS));
        session.getUserProperties().put(CLOSE_TIMEOUT, CLOSE_MILLIS);
    }
}
