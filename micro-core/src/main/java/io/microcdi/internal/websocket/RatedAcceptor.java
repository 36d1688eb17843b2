package io.microcdi.internal.websocket;

import java.util.Optional;
import java.util.function.Supplier;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;

/**
 * Bounds how many links begin in a second on a server that lets no handshake wait. Only a link that nothing else refuses
 * takes a turn: a refusal costs little, and peers that are refused must not use up the turns of the others. Thread-safe.
 */
public final class RatedAcceptor implements LinkAcceptor {

    private final LinkAcceptor acceptor;
    private final HandshakeRate rate;

    /** Makes an acceptor that bounds another one. */
    public RatedAcceptor(LinkAcceptor acceptor, HandshakeRate rate) {
        this.acceptor = acceptor;
        this.rate = rate;
    }

    @Override
    public Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
        return acceptor.refusal(request, () -> last.get().or(() -> rated(request.remote())));
    }

    private Optional<ConnectRefusal> rated(String remote) {
        return rate.permits(remote) ? Optional.empty()
                : Optional.of(new ConnectRefusal(ConnectRefusal.UNAVAILABLE, CloseCodes.TRY_AGAIN_LATER,
                        "too many handshakes in a second (" + ConfigKeys.HANDSHAKES_PER_SECOND.name() + ")"));
    }

    @Override
    public Receiver accept(Transport transport, String path, String query) {
        return acceptor.accept(transport, path, query);
    }

    @Override
    public String announcement(String path) {
        return acceptor.announcement(path);
    }

    @Override
    public void refusedOrigin(ConnectRequest request, String origin) {
        acceptor.refusedOrigin(request, origin);
    }

    @Override
    public void refusedHost(String remote, String host) {
        acceptor.refusedHost(remote, host);
    }

    @Override
    public SessionOptions sessionOptions(String path, SessionOptions usual) {
        return acceptor.sessionOptions(path, usual);
    }

    @Override
    public int maxSegments() {
        return acceptor.maxSegments();
    }
}
