package io.microcdi.internal.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.security.DialRules;

/** Opens sockets. Thread-safe. */
@FunctionalInterface
public interface Dialer {

    /**
     * Begins to open a socket. The method may block while the host name is resolved, but for no other reason.
     *
     * @param authorization the header {@code Authorization} of the handshake; {@code null} for none
     * @param opened takes the open socket and returns the receiver of its messages. It is called before any message is
     *        received
     * @return a future that completes when the socket is open. It fails with an {@link java.io.IOException} whose
     *        message names the reason. If you cancel it, the socket is closed, even if it opens later
     */
    CompletableFuture<Void> dial(URI url, String authorization, Function<Transport, Receiver> opened);

    /**
     * As {@link #dial(URI, String, Function)}, if the address of the host passes a check. A dialer that resolves names checks
     * the resolved address; the method itself checks IP addresses only.
     */
    default CompletableFuture<Void> dial(URI url, String authorization, DialRules.Check check,
            Function<Transport, Receiver> opened) {
        Optional<InetAddress> address = url.getHost() == null ? Optional.empty() : IpRanges.literal(url.getHost());
        if (address.isPresent()) {
            try {
                check.check(address.get());
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        return dial(url, authorization, opened);
    }

    /** Returns whether this end may present a client certificate. */
    default boolean mayPresentCertificate() {
        return false;
    }
}
