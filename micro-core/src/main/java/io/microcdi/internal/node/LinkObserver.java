package io.microcdi.internal.node;

import io.microcdi.internal.link.Link;

/** Receives the events of a node's links. An observer must not block. */
public interface LinkObserver {

    /** Called when a link has opened, before any message is received on it. */
    default void opened(Link link) {
    }

    /** Called when the other end has said that it leaves. The link is open. */
    default void leaving(Link link) {
    }

    /** Called when a link has closed. */
    default void closed(Link link, int code, String reason) {
    }
}
