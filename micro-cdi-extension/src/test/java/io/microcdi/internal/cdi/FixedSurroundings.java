package io.microcdi.internal.cdi;

import java.util.List;
import java.util.Optional;

import io.microcdi.internal.server.HttpListener;

/** A web application as a test wants it. */
record FixedSurroundings(String contextPath, String displayName, List<HttpListener> listeners)
        implements
            WebAppInfo {

    static FixedSurroundings at(String contextPath, String displayName) {
        return new FixedSurroundings(contextPath, displayName, List.of());
    }

    static FixedSurroundings listening(String contextPath, HttpListener... listeners) {
        return new FixedSurroundings(contextPath, "", List.of(listeners));
    }

    @Override
    public Optional<HttpListener> listener(boolean tls) {
        return listeners.stream().filter(listener -> listener.secure() || !tls).findFirst();
    }
}
