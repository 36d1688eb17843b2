package io.microcdi.websocket;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

/**
 * Has sockets that Tomcat's client opens send at once. It writes a message of more than 8 KiB in pieces and leaves Nagle's
 * algorithm on, so that the second waits until the other side has acknowledged the first, which that one puts off for
 * 40 ms. Tomcat's server has it off.
 */
final class TomcatNoDelay {

    private static final Logger LOG = Logger.getLogger(TomcatNoDelay.class);
    private static final String SESSION = "org.apache.tomcat.websocket.WsSession";

    private TomcatNoDelay() {
    }

    /** Without access everything works, only slower. Other containers need nothing. */
    static void set(Session session) {
        if (session.getClass().getName().equals(SESSION)) {
            try {
                Object remote = Fields.value(session, "wsRemoteEndpoint");
                if (Fields.value(Fields.value(remote, "channel"), "socketChannel") instanceof NetworkChannel socket) {
                    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
            } catch (ReflectiveOperationException | IOException | RuntimeException e) {
                LOG.debugf(e, "Tomcat's client goes on with Nagle's algorithm");
            }
        }
    }
}
