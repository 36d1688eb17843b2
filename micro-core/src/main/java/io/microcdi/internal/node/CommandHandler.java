package io.microcdi.internal.node;

import io.microcdi.internal.link.Link;
import io.microcdi.internal.wire.Frame;

/** Handles commands of the second dialect (wire, The second dialect). Called on the reading thread; it must not block. */
@FunctionalInterface
public interface CommandHandler {

    /** Handles a command that was received. */
    void command(Link link, Frame.Command command);
}
