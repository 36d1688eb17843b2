package io.microcdi.internal.registry.web;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.registry.CallNumbers;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.registry.NamespaceSummary;
import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;

/**
 * The streams of {@code GET /api/events}. A stream holds its place in the events and at most one text, however slowly the
 * client reads. It sends events at most once in 20 ms, and numbers once a second. No thread is held for a stream. Thread-safe.
 */
final class EventStreams {

    private static final long TELL_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long TICK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The most events, and the most namespaces, of one text. */
    private static final int MAX_OF_TEXT = 200;
    /** The most namespaces whose last change is known. Of others a stream hears with the next change. */
    private static final int MAX_CHANGED = 20_000;

    private final EngineRegistry registry;
    private final ApiJson json;
    private final Predicate<@Nullable Principal> current;
    private final int max;
    private final int maxOfAddress;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> byAddress = new HashMap<>();
    private final AtomicBoolean due = new AtomicBoolean();
    /** The namespaces in the order of their last changes. */
    private final NavigableMap<Long, String> changes = new TreeMap<>();
    private final Map<String, Long> changed = new HashMap<>();
    private long change;
    private int open;
    private boolean closed;
    private Timer.@Nullable Alarm ticks;
    /** The text that the last stream was given: most streams are at the same place. */
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

    /**
     * No stream is open at first.
     *
     * @param current tells whether the principal of a reader is still one who may read; it is {@code null} for nobody
     */
    EventStreams(EngineRegistry registry, ApiJson json, Predicate<@Nullable Principal> current, int max,
            int maxOfAddress) {
        this.registry = registry;
        this.current = current;
        this.json = json;
        this.max = max;
        this.maxOfAddress = maxOfAddress;
        registry.events().listener(this::happened);
    }

    ApiJson json() {
        return json;
    }

    EngineRegistry registry() {
        return registry;
    }

    int max() {
        return max;
    }

    /** Returns how many streams are open. */
    synchronized int open() {
        return open;
    }

    /** Takes a place for a stream. Returns the reason why there is none; {@code null} if there is one. */
    @Nullable
    synchronized String enter(String address) {
        if (closed) {
            return "the registry stops";
        }
        if (open >= max) {
            return "there are " + max + " streams already (" + RegistryServerKeys.MAX_LISTENERS.name() + ")";
        }
        int own = byAddress.getOrDefault(address, 0);
        if (own >= maxOfAddress) {
            return "there are " + maxOfAddress + " streams of your address already ("
                    + RegistryServerKeys.MAX_LISTENERS_OF_ADDRESS.name() + ")";
        }
        open++;
        byAddress.put(address, own + 1);
        if (ticks == null) {
            ticks = registry.timer().every(TICK_INTERVAL_NANOS, this::tick);
        }
        return null;
    }

    /** Gives a place back. */
    synchronized void leave(String address) {
        open--;
        byAddress.computeIfPresent(address, (key, own) -> own == 1 ? null : own - 1);
        if (open == 0 && ticks != null) {
            ticks.cancel();
            ticks = null;
            changes.clear();
            changed.clear();
            last = null;
        }
    }

    /** Adds a stream. One that comes while all are ended ends too. */
    void add(EventStream stream) {
        streams.add(stream);
        boolean late;
        synchronized (this) {
            late = closed;
        }
        if (late) {
            stream.close();
        }
    }

    void remove(EventStream stream) {
        streams.remove(stream);
    }

    /** Ends all streams. None begins any more. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        streams.forEach(EventStream::close);
    }

    private void happened(RegistryEvent event) {
        if (!event.key().isEmpty()) {
            changed(event.namespace());
        }
        if (!streams.isEmpty() && due.compareAndSet(false, true)) {
            registry.timer().after(TELL_DELAY_NANOS, this::tell);
        }
    }

    /** Marks the numbers of a namespace as changed. The streams send them within a second. */
    synchronized void changed(String namespace) {
        if (open == 0) {
            return;
        }
        Long before = changed.put(namespace, ++change);
        if (before != null) {
            changes.remove(before);
        }
        changes.put(change, namespace);
        if (changes.size() > MAX_CHANGED) {
            changed.remove(changes.pollFirstEntry().getValue());
        }
    }

    private void tell() {
        due.set(false);
        streams.forEach(EventStream::pump);
    }

    private void tick() {
        streams.forEach(EventStream::tick);
    }

    /** Returns whether somebody who was admitted may still read. */
    boolean mayRead(PeerIdentity reader) {
        return registry.timer().now().toEpochMilli() <= reader.ends() && current.test(reader.principal());
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
