package io.microcdi.internal.node;

import io.microcdi.internal.link.Link;
import io.microcdi.internal.wire.Frame;

/** Takes commands of the second dialect (wire, section 6). Called on the thread that reads; must not block. */
@FunctionalInterface
public interface CommandHandler {

    /** A command came. */
    void command(Link link, Frame.Command command);
}
