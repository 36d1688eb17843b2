package io.microcdi.internal.node;

import io.microcdi.internal.link.Link;

/** Told of links that come and go; must not block. */
public interface LinkObserver {

    /** A link is open; nothing was received on it yet. */
    default void opened(Link link) {
    }

    /** A link is closed. */
    default void closed(Link link, int code, String reason) {
    }
}
