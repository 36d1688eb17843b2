package io.microcdi.node;

import io.microcdi.link.Link;
import io.microcdi.wire.Frame;

/** Takes commands of the second dialect (wire, section 6). Called on the thread that reads; must not block. */
@FunctionalInterface
public interface CommandHandler {

    /** A command came. */
    void command(Link link, Frame.Command command);
}
