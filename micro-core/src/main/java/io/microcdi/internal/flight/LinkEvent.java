package io.microcdi.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The opening or closing of a link. */
@Name("io.microcdi.Link")
@Label("Link")
@Category("MicroCDI")
@StackTrace(false)
final class LinkEvent extends Event {

    private static final LinkEvent PROBE = new LinkEvent(null, false, null, 0, null);

    @Label("Peer")
    final String peer;

    @Label("Dialled by This Node")
    final boolean dialled;

    @Label("Change")
    final String change;

    @Label("Close Code")
    final int code;

    @Label("Close Reason")
    final String reason;

    LinkEvent(String peer, boolean dialled, String change, int code, String reason) {
        this.peer = peer;
        this.dialled = dialled;
        this.change = change;
        this.code = code;
        this.reason = reason;
    }

    static boolean isWanted() {
        return PROBE.isEnabled();
    }
}
