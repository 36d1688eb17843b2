package io.microcdi.internal.websocket;

import java.util.Optional;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/** Takes the links that others open. */
@FunctionalInterface
public interface LinkAcceptor {

    /**
     * Takes a link.
     *
     * @param path the raw path below the context path
     * @param query the raw query, or {@code null}
     * @return who receives from it; never {@code null}
     */
    Receiver accept(Transport transport, String path, String query);

    /**
     * Says why a link would be refused, before its handshake is answered; asked where the server allows it.
     *
     * @param path as of {@link #accept}
     * @param query as of {@link #accept}
     * @param remote the address that the handshake came from, for the log; {@code null} if it is not known
     */
    default Optional<String> refusal(String path, String query, String remote) {
        return Optional.empty();
    }

    /**
     * Says how the session of a link is used.
     *
     * @param path as of {@link #accept}
     * @param usual as the endpoint was installed
     */
    default SessionOptions sessionOptions(String path, SessionOptions usual) {
        return usual;
    }

    /** Says how many segments the path of {@link #accept} may have. */
    default int maxSegments() {
        return 10;
    }
}
