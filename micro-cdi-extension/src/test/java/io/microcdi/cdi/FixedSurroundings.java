package io.microcdi.cdi;

import java.util.Optional;

import io.microcdi.server.HttpListener;

/** A web application as a test wants it. */
record FixedSurroundings(String contextPath, String displayName, Optional<HttpListener> listener)
        implements
            Surroundings {

    static FixedSurroundings at(String contextPath, String displayName) {
        return new FixedSurroundings(contextPath, displayName, Optional.empty());
    }

    static FixedSurroundings listening(String contextPath, HttpListener listener) {
        return new FixedSurroundings(contextPath, "", Optional.of(listener));
    }
}
