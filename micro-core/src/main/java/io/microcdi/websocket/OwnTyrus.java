package io.microcdi.websocket;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

/** Tyrus where it is the program's own, of which it may be asked more than of a server's. */
final class OwnTyrus {

    private static final Logger LOG = Logger.getLogger(OwnTyrus.class);
    private static final String SESSION = "org.glassfish.tyrus.core.TyrusSession";

    private OwnTyrus() {
    }

    /** Whether a session is one of it. */
    static boolean is(Session session) {
        Class<?> type = session.getClass();
        return type.getName().equals(SESSION) && type.getClassLoader() == OwnTyrus.class.getClassLoader();
    }

    /**
     * What makes a session's messages frames.
     *
     * @throws ReflectiveOperationException if this Tyrus has no such thing
     * @throws RuntimeException if it must not be read
     */
    static Object protocol(Session session) throws ReflectiveOperationException {
        return Fields.value(Fields.value(session.getAsyncRemote(), "webSocket"), "protocolHandler");
    }

    /** Frames made here, not by Tyrus; {@code null} where that cannot be, and without access. */
    static DirectMessages messages(Session session) {
        if (session.getNegotiatedExtensions().isEmpty()) {
            try {
                Object protocol = protocol(session);
                boolean client = Boolean.TRUE.equals(Fields.value(protocol, "client"));
                return new TyrusMessages(Fields.value(protocol, "writer"), client ? new MaskingKeys() : null);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "Tyrus makes the frames, one at a time");
            }
        }
        return null;
    }
}
