package io.microcdi.internal.registry.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.registry.CallNumbers;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.registry.NamespaceSummary;
import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.internal.security.NamespaceGlobs;

/**
 * The texts of the streams of {@code GET /api/events}. A text has the events after a place, or the changed numbers after a
 * place. The last text of each kind is stored, because most streams are at the same place. Thread-safe.
 */
final class EventTexts {

    /** The most events, and the most namespaces, of one text. */
    static final int MAX_OF_TEXT = 200;

    private final EngineRegistry registry;
    private final ApiJson json;
    private final ChangedNamespaces changes = new ChangedNamespaces();
    private @Nullable Text<Long> lastEvents;
    private @Nullable Text<ChangedNamespaces.Place> lastStats;

    /** A text of a stream, as bytes, between two places. */
    static final class Text<P> {

        final P next;
        final byte[] bytes;
        /** Whether another text should follow at once. */
        final boolean more;
        private final P after;
        private final NamespaceGlobs visible;
        private final P newest;

        /**
         * Makes a text.
         *
         * @param after the place before its first event or change
         * @param visible the namespaces that its readers may see
         * @param next the place of its last event or change
         * @param newest the place of the last one when the text was made
         */
        private Text(P after, NamespaceGlobs visible, P next, P newest, boolean more, byte[] bytes) {
            this.after = after;
            this.visible = visible;
            this.next = next;
            this.newest = newest;
            this.more = more;
            this.bytes = bytes;
        }

        private boolean isAfter(P place, NamespaceGlobs who) {
            return after.equals(place) && visible.equals(who);
        }
    }

    EventTexts(EngineRegistry registry, ApiJson json) {
        this.registry = registry;
        this.json = json;
    }

    /** Marks the numbers of a namespace as changed, since an instance has. */
    void changed(String namespace) {
        changes.markInstances(namespace);
    }

    /**
     * Marks namespaces whose numbers of calls have changed.
     *
     * @param texts how many texts each stream sends until the next time
     */
    void noteCalls(int texts) {
        changes.markCalls(json.calls(), name -> registry.summary(name).isPresent(), texts * MAX_OF_TEXT);
    }

    /** Forgets the changes: no stream asks for them. */
    synchronized void clear() {
        changes.clear();
        lastEvents = null;
        lastStats = null;
    }

    /** Returns the place of the last changes of numbers. */
    ChangedNamespaces.Place change() {
        return changes.last();
    }

    /**
     * Returns the visible events after a number. The text always ends with the number of the last event, even if this one is
     * not visible. {@code null} if there are no events, or if they are no longer stored.
     */
    @Nullable
    Text<Long> events(long after, NamespaceGlobs visible) {
        long newest = registry.events().last();
        Text<Long> known = lastEvents();
        if (known != null && known.isAfter(after, visible) && (known.more || known.newest == newest)) {
            return known;
        }
        List<RegistryEvent> events = registry.events().after(after, MAX_OF_TEXT);
        if (events.isEmpty() || events.get(0).number() != after + 1) {
            return null;
        }
        long next = events.get(events.size() - 1).number();
        StringBuilder text = new StringBuilder();
        long lastVisible = next;
        for (RegistryEvent event : events) {
            if (ApiJson.isVisible(event, visible)) {
                lastVisible = event.number();
                text.append(block(event.type().text(), json.eventId(event.number()),
                        json.text(out -> json.event(out, event))));
            }
        }
        byte[] bytes = bytes(text.toString() + (lastVisible == next ? "" : id(next) + "\n"));
        Text<Long> made = new Text<>(after, visible, next, next, events.size() == MAX_OF_TEXT, bytes);
        synchronized (this) {
            lastEvents = made;
        }
        return made;
    }

    private synchronized @Nullable Text<Long> lastEvents() {
        return lastEvents;
    }

    /** Returns the numbers that have changed after a place; {@code null} if there are none. */
    @Nullable
    Text<ChangedNamespaces.Place> stats(ChangedNamespaces.Place after, NamespaceGlobs visible) {
        ChangedNamespaces.Place newest = changes.last();
        Text<ChangedNamespaces.Place> known = lastStats();
        if (known != null && known.isAfter(after, visible) && known.newest.equals(newest)) {
            return known;
        }
        ChangedNamespaces.Part part = changes.after(after, visible::contains, MAX_OF_TEXT);
        if (part.next().equals(after)) {
            return null;
        }
        byte[] bytes = part.names().isEmpty() ? new byte[0] : bytes(block("stats", null, stats(part.names(), visible)));
        Text<ChangedNamespaces.Place> made = new Text<>(after, visible, part.next(), newest, part.more(), bytes);
        synchronized (this) {
            lastStats = made;
        }
        return made;
    }

    private synchronized @Nullable Text<ChangedNamespaces.Place> lastStats() {
        return lastStats;
    }

    private String stats(Set<String> names, NamespaceGlobs visible) {
        List<String> gone = new ArrayList<>();
        List<NamespaceSummary> there = new ArrayList<>();
        names.forEach(name -> registry.summary(name).ifPresentOrElse(there::add, () -> gone.add(name)));
        Map<String, CallNumbers> calls = json.calls();
        return json.text(out -> {
            out.writeStartObject().write("now", registry.timer().now().toString());
            json.totals(out, visible, calls);
            out.writeStartArray("namespaces");
            there.forEach(each -> json.namespace(out, each, calls.get(each.name())));
            out.writeEnd().writeStartArray("gone");
            gone.forEach(out::write);
            out.writeEnd().writeStartArray("edges").writeEnd().writeEnd();
        });
    }

    /** Returns a text without an event that gives the client the number of the last one. */
    byte[] place(long number) {
        return bytes(id(number) + "\n");
    }

    private String id(long number) {
        return "id: " + json.eventId(number) + "\n";
    }

    /**
     * Returns the first text of a stream, or the text that reports lost events.
     *
     * @param known whether the client knows all events up to the number, so that it may begin there the next time
     */
    byte[] greeting(String name, long number, boolean known, NamespaceGlobs visible) {
        return bytes(block(name, known ? json.eventId(number) : null, json.text(out -> {
            out.writeStartObject().write("now", registry.timer().now().toString()).write("last", json.eventId(number));
            json.totals(out, visible, json.calls());
            out.writeEnd();
        })));
    }

    private static String block(String name, @Nullable String id, String data) {
        return (id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + data + "\n\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
