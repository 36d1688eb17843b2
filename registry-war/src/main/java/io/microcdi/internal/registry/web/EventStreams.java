package io.microcdi.internal.registry.web;

import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * The streams of {@code GET /api/events}. A stream holds its place in the events and at most one text, however slowly the
 * client reads. It sends events at most once in 20 ms, and numbers each second, or with an event if the last ones are a
 * second old. No thread is held for a stream. Thread-safe.
 */
final class EventStreams {

    private static final long COALESCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** The interval of the ticks. */
    static final long TICK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How often the numbers of calls are compared: each namespace's change with the reports of nodes, which come each 10 s. */
    private static final int CALLS_INTERVAL_TICKS = 2;

    private final EngineRegistry registry;
    private final ApiJson json;
    private final EventTexts texts;
    private final Predicate<@Nullable Principal> current;
    private final int max;
    private final int maxOfAddress;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> byAddress = new HashMap<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final LogLimit failures = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));
    private final AtomicInteger tickCount = new AtomicInteger();
    private int open;
    private boolean closed;
    private Timer.@Nullable Alarm ticks;

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
        this.texts = new EventTexts(registry, json);
        this.max = max;
        this.maxOfAddress = maxOfAddress;
        registry.events().listener(this::happened);
    }

    /** Returns the texts that the streams send. */
    EventTexts texts() {
        return texts;
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
            return Attributes.STOPPING;
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

    /** Logs that a stream has ended by an error, at most once a minute, because its reader connects again at once. */
    void failed(Error failure) {
        failures.write(registry.timer()::nanoTime,
                leftOut -> WebLog.LOG.streamFailed(leftOut, LoggedThrowable.of(failure)));
    }

    /** Gives a place back. */
    synchronized void leave(String address) {
        open--;
        byAddress.computeIfPresent(address, (key, own) -> own == 1 ? null : own - 1);
        if (open == 0 && ticks != null) {
            ticks.cancel();
            ticks = null;
            texts.clear();
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

    /** Returns whether no stream begins any more. */
    synchronized boolean isClosed() {
        return closed;
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
        if (!event.key().isEmpty() && open() > 0) {
            texts.changed(event.namespace());
        }
        if (!streams.isEmpty() && due.compareAndSet(false, true)) {
            registry.timer().after(COALESCE_NANOS, this::tell);
        }
    }

    private void tell() {
        due.set(false);
        streams.forEach(EventStream::pump);
    }

    private void tick() {
        if (tickCount.getAndIncrement() % CALLS_INTERVAL_TICKS == 0) {
            texts.noteCalls(CALLS_INTERVAL_TICKS);
        }
        streams.forEach(EventStream::tick);
    }

    /** Returns whether somebody who was admitted may still read. */
    boolean mayRead(PeerIdentity reader) {
        return current.test(reader.principal()) && registry.admitsNow(reader);
    }
}
