package io.microcdi.internal.link;

import io.microcdi.internal.wire.Frame;

/** Takes the requests of a link and its end. The reading thread calls it. An implementation must not block. */
public interface LinkHandler {

    /** Takes a request or a push of the peer. */
    void request(Link link, Frame.Request request);

    /** Takes a command of the second dialect. By default a request is answered 400. */
    default void command(Link link, Frame.Command command) {
        if (command.twoway()) {
            link.fail(command.id(), "400", "a request has a url, not a cmd", true);
        }
    }

    /** Called when the link has closed, after its pending requests have failed. */
    void closed(Link link, int code, String reason);
}
