package io.microcdi.internal.websocket;

import java.util.Optional;
import java.util.function.Supplier;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.RefusalKind;

/** Accepts the links that other nodes dial. */
@FunctionalInterface
public interface LinkAcceptor {

    /**
     * Accepts or refuses a link.
     *
     * @param path the raw path below the context path
     * @param query the raw query, or {@code null}
     * @return the receiver of the link's messages; never {@code null}
     */
    Receiver accept(Transport transport, String path, String query);

    /**
     * Returns the refusal of a link; empty if it may be accepted. Called before the handshake is answered, if the
     * server allows it.
     *
     * @param request the facts about the handshake, with the path and query as for {@link #accept}
     */
    default Optional<ConnectRefusal> refusal(ConnectRequest request) {
        return refusal(request, Optional::empty);
    }

    /**
     * As {@link #refusal(ConnectRequest)}, with a rule of the server.
     *
     * @param last asked about a link that nothing else refuses. It must be asked before the acceptor counts on the link
     */
    default Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
        return last.get();
    }

    /**
     * Returns the part of a path that is the announcement of a node.
     *
     * @param path the raw path below the context path
     */
    default String announcement(String path) {
        return path;
    }

    /** Called when a handshake is refused because of its origin. */
    default void refusedOrigin(ConnectRequest request, String origin) {
        // does nothing by default
    }

    /**
     * Called when a request is refused because it is for another host.
     *
     * @param remote the IP address from which it came
     * @param host the header {@code Host}
     */
    default void refusedHost(String remote, String host) {
        // does nothing by default
    }

    /**
     * Returns the refusal of a handshake, because of its origin or by {@link #refusal(ConnectRequest)}. The origin is
     * checked first, because a handshake that the acceptor has admitted is expected to open a link.
     *
     * @param origin the header {@code Origin}; {@code null} for none
     */
    default Optional<ConnectRefusal> refusal(ConnectRequest request, String origin, OriginPolicy origins) {
        if (origins.permits(origin, request.sameOrigin())) {
            return refusal(request);
        }
        refusedOrigin(request, origin);
        return Optional.of(new ConnectRefusal(ConnectRefusal.FORBIDDEN, ConnectPolicy.CLOSE_CODE, "",
                RefusalKind.ORIGIN));
    }

    /**
     * Returns the options for the session of a link.
     *
     * @param path the path, as for {@link #accept}
     * @param usual the options with which the endpoint was installed
     */
    default SessionOptions sessionOptions(String path, SessionOptions usual) {
        return usual;
    }

    /** Returns the largest number of segments in the path of {@link #accept}. */
    default int maxSegments() {
        return 10;
    }
}
