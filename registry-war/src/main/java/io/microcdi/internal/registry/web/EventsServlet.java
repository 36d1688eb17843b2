package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.registry.EventType;
import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.internal.registry.RegistryEvents;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;

/**
 * Serves {@code GET /api/events}, the stream of what changes, as server-sent events, and {@code GET /api/events/recent},
 * the last events.
 */
public final class EventsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final int DEFAULT_RECENT = 100;

    /** Called by the container. */
    public EventsServlet() {
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (Replies.isReading(request, response)) {
            super.service(request, response);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if ("/recent".equals(request.getPathInfo())) {
            if (!ApiQuery.refuses(request, response, List.of("namespace", "type", "limit"))) {
                recent(request, response);
            }
        } else if (request.getPathInfo() != null) {
            Replies.text(response, HttpServletResponse.SC_NOT_FOUND,
                    "nothing here: expected /api/events or /api/events/recent");
        } else if (!ApiQuery.refuses(request, response, List.of("after", "stats"))) {
            stream(Attributes.of(getServletContext()).streams(), request, response);
        }
    }

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        if (request.getPathInfo() == null) {
            head(response);
        } else {
            super.doHead(request, response);
        }
    }

    private static void head(HttpServletResponse response) {
        Replies.secure(response);
        response.setContentType("text/event-stream");
        // a proxy that collects the answer would tell everything too late
        response.setHeader("X-Accel-Buffering", "no");
    }

    /** Begins a stream, or refuses it. */
    static void stream(EventStreams streams, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String stats = request.getParameter("stats");
        if (stats != null && !stats.equals("true") && !stats.equals("false")) {
            Replies.text(response, HttpServletResponse.SC_BAD_REQUEST,
                    ApiQuery.invalid("stats", stats, "true or false").getMessage());
            return;
        }
        // read before the stream counts as open: an open stream has all later events
        long last = streams.registry().events().last();
        String address = IpRanges.network(String.valueOf(request.getRemoteAddr()));
        String refusal = streams.enter(address);
        if (refusal != null) {
            response.setHeader("Retry-After", "5");
            Replies.text(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, refusal);
            return;
        }
        boolean begun = false;
        try {
            PeerIdentity reader = AccessFilter.identity(request);
            String known = request.getHeader("Last-Event-ID") != null ? request.getHeader("Last-Event-ID")
                    : request.getParameter("after");
            // read before the totals, so that the stream sends each change that happens meanwhile
            ChangedNamespaces.Place change = streams.texts().change();
            // the number of an event that nobody knows has the stream begin with a reset
            long after = known == null || known.isEmpty() ? last : streams.json().eventNumber(known);
            boolean kept = streams.registry().events().isKnown(after);
            head(response);
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            RequestEnd end = RequestEnd.of(async);
            EventStream stream = new EventStream(streams, async, address, reader,
                    !"false".equals(stats), after, change,
                    streams.texts().greeting("hello", kept ? after : last, kept, reader.visible()));
            begun = true;
            stream.start(end);
        } finally {
            if (!begun) {
                streams.leave(address);
            }
        }
    }

    private void recent(HttpServletRequest request, HttpServletResponse response) throws IOException {
        EventStreams streams = Attributes.of(getServletContext()).streams();
        NamespaceGlobs visible = AccessFilter.identity(request).visible();
        String namespace = request.getParameter("namespace");
        String type = request.getParameter("type");
        int limit;
        try {
            limit = ApiQuery.number(request, "limit", DEFAULT_RECENT, 1, RegistryEvents.CAPACITY);
            if (type != null && Stream.of(EventType.values()).noneMatch(t -> t.text().equals(type))) {
                throw ApiQuery.invalid("type", type, "joined, left, lost, evicted, ejected, restored, draining,"
                        + " registry-lost or registry-back");
            }
        } catch (IllegalArgumentException e) {
            Replies.text(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            return;
        }
        List<RegistryEvent> events = streams.registry().events().newest(event -> ApiJson.isVisible(event, visible)
                && (namespace == null || namespace.equals(event.namespace()))
                && (type == null || event.type().text().equals(type)), limit);
        ApiQuery.answer(request, response, streams.json().text(out -> {
            out.writeStartObject().writeStartArray("events");
            events.forEach(event -> streams.json().event(out, event));
            out.writeEnd().writeEnd();
        }));
    }
}
