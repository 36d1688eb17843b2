package io.microcdi.websocket;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.concurrent.ChannelThreads;

/** What is to be known of Tomcat's sessions. Of others nothing is found and nothing is changed. */
final class TomcatSession {

    private static final Logger LOG = Logger.getLogger(TomcatSession.class);
    private static final String SESSION = "org.apache.tomcat.websocket.WsSession";
    private static final String CLIENT = "org.apache.tomcat.websocket.WsRemoteEndpointImplClient";

    private TomcatSession() {
    }

    /**
     * Has the socket send at once. That client writes a message of more than 8 KiB in pieces and leaves Nagle's algorithm on,
     * so that the second waits until the other side has acknowledged the first, which that one puts off for 40 ms. Tomcat's
     * server has it off. Without access everything works, only slower.
     */
    static void sendAtOnce(Session session) {
        if (is(session)) {
            try {
                Object channel = Fields.value(remote(session), "channel");
                if (Fields.value(channel, "socketChannel") instanceof NetworkChannel socket) {
                    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
            } catch (ReflectiveOperationException | IOException | RuntimeException e) {
                LOG.debugf(e, "Tomcat's client goes on with Nagle's algorithm");
            }
        }
    }

    /** Frames made here, not by Tomcat; {@code null} for what is no session of it, and without access. */
    static DirectMessages messages(Session session) {
        if (is(session) && session.getNegotiatedExtensions().isEmpty()) {
            try {
                Object remote = remote(session);
                return isClient(remote) ? new TomcatClientMessages(remote)
                        : TomcatServerMessages.of(remote, session.getAsyncRemote());
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "Tomcat makes the frames");
            }
        }
        return null;
    }

    /**
     * Whether each piece of 8 KiB of a message sends the next on the same stack: that of a thread ends at some megabytes. That
     * client waits for each, so that nothing is lost by sending in the way that waits, which has a loop for that. Not without
     * access: then large messages may end a session.
     */
    static boolean nestsPieces(Session session) {
        if (is(session)) {
            try {
                return isClient(remote(session));
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "a session of Tomcat sends large messages as small ones");
            }
        }
        return false;
    }

    /** Has masks taken off faster; not of what a client reads, which has none. */
    static void unmask(Session session) {
        if (is(session) && Fields.finalOnesMayBeSet()) {
            try {
                TomcatUnmasking.use(Fields.value(session, "wsFrame"));
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "Tomcat takes the masks off what is read");
            }
        }
    }

    /** Has a server's session that is open read by threads of the node; a client's is read by its container's. */
    static void readBy(Session session, ChannelThreads threads) {
        if (is(session)) {
            try {
                if (!isClient(remote(session))) {
                    TomcatServerReading.use(session, threads);
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "Tomcat reads by its own threads");
            }
        }
    }

    private static boolean is(Session session) {
        return session.getClass().getName().equals(SESSION);
    }

    private static boolean isClient(Object remote) {
        return remote.getClass().getName().equals(CLIENT);
    }

    private static Object remote(Session session) throws ReflectiveOperationException {
        return Fields.value(session, "wsRemoteEndpoint");
    }
}
