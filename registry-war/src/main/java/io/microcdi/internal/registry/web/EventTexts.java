package io.microcdi.internal.registry.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.registry.CallNumbers;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.registry.NamespaceSummary;
import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.internal.security.NamespaceGlobs;

/**
 * The texts of the streams of {@code GET /api/events}: what comes after a place in the events, or after a change of
 * numbers. The last text is kept, because most streams are at the same place. Thread-safe.
 */
final class EventTexts {

    /** The most events, and the most namespaces, of one text. */
    private static final int MAX_OF_TEXT = 200;
    /** The most namespaces whose last change is known. Of others a stream hears with the next change. */
    private static final int MAX_CHANGED = 20_000;

    private final EngineRegistry registry;
    private final ApiJson json;
    /** The namespaces in the order of their last changes. */
    private final NavigableMap<Long, String> changes = new TreeMap<>();
    private final Map<String, Long> changed = new HashMap<>();
    private long change;
    /** The numbers of calls when they were compared last. */
    private Map<String, CallNumbers> calls = Map.of();
    /** The text that the last stream was given. */
    private @Nullable Text last;

    /** A text of a stream, as bytes. */
    static final class Text {

        final long next;
        final byte[] bytes;
        private final boolean events;
        private final long after;
        private final NamespaceGlobs visible;

        /**
         * A text.
         *
         * @param after the number before the first that it tells
         * @param next the number of the last that it tells
         */
        private Text(boolean events, long after, long next, NamespaceGlobs visible, byte[] bytes) {
            this.events = events;
            this.after = after;
            this.next = next;
            this.visible = visible;
            this.bytes = bytes;
        }

        boolean tells(boolean ofEvents, long number, NamespaceGlobs who) {
            return events == ofEvents && after == number && visible.equals(who);
        }
    }

    EventTexts(EngineRegistry registry, ApiJson json) {
        this.registry = registry;
        this.json = json;
    }

    /** Marks the numbers of a namespace as changed. */
    synchronized void changed(String namespace) {
        Long before = changed.put(namespace, ++change);
        if (before != null) {
            changes.remove(before);
        }
        changes.put(change, namespace);
        if (changes.size() > MAX_CHANGED) {
            changed.remove(changes.pollFirstEntry().getValue());
        }
    }

    /** Marks the namespaces whose numbers of calls differ from those of the last time. */
    void noteCalls() {
        Map<String, CallNumbers> now = json.calls();
        Map<String, CallNumbers> before;
        synchronized (this) {
            before = calls;
            calls = now;
        }
        Stream.concat(now.keySet().stream(), before.keySet().stream()).distinct()
                .filter(name -> !Objects.equals(now.get(name), before.get(name)) && registry.summary(name).isPresent())
                .forEach(this::changed);
    }

    /** Forgets the changes: no stream asks for them. */
    synchronized void clear() {
        calls = Map.of();
        changes.clear();
        changed.clear();
        last = null;
    }

    /** Returns the number of the last change of numbers. */
    synchronized long change() {
        return change;
    }

    /**
     * Returns the events after a number that somebody may see, and then the number of the last one in any case;
     * {@code null} if there are none, or if they are not kept any more.
     */
    @Nullable
    Text events(long after, NamespaceGlobs visible) {
        Text known = known(true, after, visible);
        if (known != null && known.next == registry.events().last()) {
            return known;
        }
        List<RegistryEvent> events = registry.events().after(after, MAX_OF_TEXT);
        if (events.isEmpty() || events.get(0).number() != after + 1) {
            return null;
        }
        long next = events.get(events.size() - 1).number();
        StringBuilder text = new StringBuilder();
        long told = next;
        for (RegistryEvent event : events) {
            if (ApiJson.isVisible(event, visible)) {
                told = event.number();
                text.append(block(event.type().text(), json.eventId(event.number()),
                        json.text(out -> json.event(out, event))));
            }
        }
        byte[] bytes = bytes(text.toString() + (told == next ? "" : id(next) + "\n"));
        return keep(new Text(true, after, next, visible, bytes));
    }

    /** Returns the numbers that have changed after a change; {@code null} if there are none. */
    @Nullable
    Text stats(long after, NamespaceGlobs visible) {
        Text known = known(false, after, visible);
        if (known != null) {
            return known;
        }
        List<String> names = new ArrayList<>();
        long next = after;
        synchronized (this) {
            for (Map.Entry<Long, String> each : changes.tailMap(after, false).entrySet()) {
                if (names.size() == MAX_OF_TEXT) {
                    break;
                }
                next = each.getKey();
                if (visible.contains(each.getValue())) {
                    names.add(each.getValue());
                }
            }
        }
        if (next == after) {
            return null;
        }
        byte[] bytes = names.isEmpty() ? new byte[0] : bytes(block("stats", null, stats(names, visible)));
        return keep(new Text(false, after, next, visible, bytes));
    }

    private String stats(List<String> names, NamespaceGlobs visible) {
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

    /** Returns a text without an event, by which a client learns the number of the last one. */
    byte[] place(long number) {
        return bytes(id(number) + "\n");
    }

    private String id(long number) {
        return "id: " + json.eventId(number) + "\n";
    }

    /**
     * Returns the first text of a stream, or the one that says that events are lost.
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

    private synchronized @Nullable Text known(boolean events, long after, NamespaceGlobs visible) {
        return last != null && last.tells(events, after, visible) && (events || last.next == change) ? last : null;
    }

    private synchronized Text keep(Text text) {
        last = text;
        return text;
    }

    private static String block(String name, @Nullable String id, String data) {
        return (id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + data + "\n\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
