package io.microcdi.internal.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;

/** The last events of a registry, numbered without gaps. Thread-safe. */
public final class RegistryEvents {

    /** The number of events that are stored. */
    public static final int CAPACITY = 1_000;

    private static final long MILLIS_PER_SECOND = 1_000;
    private static final String SILENT = CloseCodes.SILENT + " ";

    private final Timer timer;
    private final String heartbeatTimeout;
    private final @Nullable RegistryEvent[] ring = new RegistryEvent[CAPACITY];
    private long last;
    private volatile Consumer<RegistryEvent> listener = event -> {
    };

    RegistryEvents(Timer timer, Duration heartbeatTimeout) {
        this.timer = timer;
        long millis = heartbeatTimeout.toMillis();
        this.heartbeatTimeout = millis % MILLIS_PER_SECOND == 0 ? millis / MILLIS_PER_SECOND + " s" : millis + " ms";
    }

    /**
     * Sets the listener that gets each event.
     *
     * @param newListener must neither block nor call the registry, since locks are held
     */
    public void listener(Consumer<RegistryEvent> newListener) {
        listener = newListener;
    }

    /**
     * Records that an instance has come.
     *
     * @param hold the hold that still hides it; {@code null} for none
     */
    void joined(String namespace, String key, @Nullable OperatorHold hold) {
        String state = OperatorHold.state(hold);
        add(EventType.JOINED, namespace, key, hold == null ? "registered" : "registered, and is still " + state, "", "",
                state);
    }

    /**
     * Records that an instance has left.
     *
     * @param cause as in {@link io.microcdi.registry.DepartureView}
     */
    void gone(String namespace, String key, String cause) {
        add(typeOf(cause), namespace, key, inWords(cause), "");
    }

    void add(EventType type, String namespace, String key, String reason, String by) {
        add(type, namespace, key, reason, by, "", "");
    }

    void registry(EventType type, String name, String reason) {
        add(type, "", "", reason, "", name, "");
    }

    private void add(EventType type, String namespace, String key, String reason, String by, String registry,
            String state) {
        RegistryEvent event;
        synchronized (this) {
            Instant now = timer.now();
            event = new RegistryEvent(++last, type, now, namespace, key, reason, by, registry, state);
            ring[(int) (last % CAPACITY)] = event;
        }
        listener.accept(event);
    }

    /** Returns the number of the last event; 0 if nothing has happened yet. */
    public synchronized long last() {
        return last;
    }

    /** Returns whether all events after a number are kept. */
    public synchronized boolean isKnown(long number) {
        return number >= 0 && number <= last && number >= last - CAPACITY;
    }

    /** Returns the events after a number that are kept, in order. */
    public synchronized List<RegistryEvent> after(long number, int most) {
        List<RegistryEvent> events = new ArrayList<>();
        for (long i = Math.max(number, last - CAPACITY) + 1; i <= last && events.size() < most; i++) {
            events.add(Objects.requireNonNull(ring[(int) (i % CAPACITY)]));
        }
        return events;
    }

    /** Returns the last events that meet a condition, the newest first. */
    public synchronized List<RegistryEvent> newest(Predicate<RegistryEvent> condition, int most) {
        List<RegistryEvent> events = new ArrayList<>();
        for (long i = last; i > 0 && i > last - CAPACITY && events.size() < most; i--) {
            RegistryEvent event = Objects.requireNonNull(ring[(int) (i % CAPACITY)]);
            if (condition.test(event)) {
                events.add(event);
            }
        }
        return events;
    }

    private static EventType typeOf(String cause) {
        if (cause.startsWith(SILENT)) {
            return EventType.EVICTED;
        }
        if (cause.startsWith(EventType.EJECTED.text() + " by ")) {
            return EventType.EJECTED;
        }
        if (cause.startsWith(EventType.DRAINING.text() + " by ")) {
            return EventType.DRAINING;
        }
        return cause.equals("leaving") || cause.startsWith("now ") || cause.startsWith(CloseCodes.NORMAL + "")
                || cause.startsWith(CloseCodes.LEAVING + "") ? EventType.LEFT : EventType.LOST;
    }

    private String inWords(String cause) {
        if (cause.equals("leaving")) {
            return "the node leaves";
        }
        if (cause.startsWith("now ")) {
            return "the node registers as " + cause.substring("now ".length());
        }
        if (cause.equals(SILENT + "heartbeat lost")) {
            return "no heartbeat for " + heartbeatTimeout;
        }
        if (cause.startsWith("replaced") || cause.startsWith(CloseCodes.REPLACED + "")) {
            return "a newer connection of the same address replaced it";
        }
        if (cause.startsWith(CloseCodes.ABNORMAL + "")) {
            return "the connection broke (" + cause + ")";
        }
        if (cause.startsWith("registry ")) {
            return cause + ", and the node did not register at another one";
        }
        return Character.isDigit(cause.charAt(0)) ? "the connection closed (" + cause + ")" : cause;
    }
}
