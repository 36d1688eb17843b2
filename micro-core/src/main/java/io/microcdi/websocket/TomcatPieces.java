package io.microcdi.websocket;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

/**
 * Knows the client of Tomcat, which writes a message in pieces of 8 KiB, each of which sends the next on the same stack: that
 * of a thread ends at some megabytes. It waits for each, so that nothing is lost by sending in the way that waits, which has
 * a loop for that.
 */
final class TomcatPieces {

    private static final Logger LOG = Logger.getLogger(TomcatPieces.class);
    private static final String SESSION = "org.apache.tomcat.websocket.WsSession";
    private static final String CLIENT = "org.apache.tomcat.websocket.WsRemoteEndpointImplClient";

    private TomcatPieces() {
    }

    /** Whether a session is one of that client. Not without access: then large messages may end it. */
    static boolean areNested(Session session) {
        if (session.getClass().getName().equals(SESSION)) {
            try {
                return Fields.value(session, "wsRemoteEndpoint").getClass().getName().equals(CLIENT);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "a session of Tomcat sends large messages as small ones");
            }
        }
        return false;
    }
}
