package io.microcdi.internal.cdi;

import java.util.List;
import java.util.Optional;

import io.microcdi.internal.server.HttpListener;

/** A web application as a test wants it. */
record FixedWebApp(String contextPath, String displayName, List<HttpListener> listeners)
        implements
            WebAppInfo {

    static FixedWebApp at(String contextPath, String displayName) {
        return new FixedWebApp(contextPath, displayName, List.of());
    }

    static FixedWebApp listening(String contextPath, HttpListener... listeners) {
        return new FixedWebApp(contextPath, "", List.of(listeners));
    }

    @Override
    public Optional<HttpListener> listener(boolean tls) {
        return listeners.stream().filter(listener -> listener.secure() || !tls).findFirst();
    }
}
