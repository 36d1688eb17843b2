package io.microcdi.link;

import io.microcdi.wire.Frame;

/** What a link tells its node. Called on the thread that reads; must not block. */
public interface LinkHandler {

    /** A request or a push came. */
    void request(Link link, Frame.Request request);

    /** The link is closed; its pending requests have been told. */
    void closed(Link link, int code, String reason);
}
