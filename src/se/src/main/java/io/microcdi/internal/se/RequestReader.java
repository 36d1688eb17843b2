package io.microcdi.internal.se;

import java.io.IOException;

import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;

/**
 * Reads requests as Grizzly does, and closes the connection of one that Grizzly cannot read. Grizzly would log its text as it
 * came, control characters included, with a stack trace for each such request. Thread-safe.
 */
final class RequestReader extends HttpServerFilter {

    @SuppressWarnings("deprecation") // no other constructor takes the size of the headers
    RequestReader(NetworkListener listener) {
        // no executor for idle connections: HandshakeFilter bounds their time
        super(listener.isChunkingEnabled(), listener.getMaxHttpHeaderSize(), null, listener.getKeepAlive(), null,
                listener.getMaxRequestHeaders(), listener.getMaxResponseHeaders());
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        try {
            return super.handleRead(context);
        } catch (IllegalStateException | IllegalArgumentException unreadable) {
            context.getConnection().closeSilently();
            return context.getStopAction();
        }
    }
}
