package io.microcdi.internal.link;

import io.microcdi.internal.wire.Frame;

/** What a link tells its node. Called on the thread that reads; must not block. */
public interface LinkHandler {

    /** A request or a push came. */
    void request(Link link, Frame.Request request);

    /** A command of the second dialect came; answered 400 where none is understood. */
    default void command(Link link, Frame.Command command) {
        if (command.twoway()) {
            link.fail(command.id(), "400", "a request has a url, not a cmd", true);
        }
    }

    /** The link is closed; its pending requests have been told. */
    void closed(Link link, int code, String reason);
}
