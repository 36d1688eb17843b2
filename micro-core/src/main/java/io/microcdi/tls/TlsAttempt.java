package io.microcdi.tls;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** The TLS of one dial: what it is made with, and why it failed, which not every client container passes on. Thread-safe. */
public final class TlsAttempt {

    private final SSLContext context;
    private final AtomicReference<SSLException> failure = new AtomicReference<>();

    TlsAttempt(SSLContext context, String host) {
        this.context = HostChecking.added(context, host, e -> failure.compareAndSet(null, e));
    }

    /** What a client container is given. */
    public SSLContext context() {
        return context;
    }

    /** Why TLS failed, in words of the configuration; empty if it did not. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure.get()).flatMap(TlsFailure::explain);
    }
}
