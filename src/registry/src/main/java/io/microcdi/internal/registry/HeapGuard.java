package io.microcdi.internal.registry;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.concurrent.Timer;

/**
 * Detects that the heap is nearly full of live objects. It reads the usage of the heap's part for long-lived objects. This
 * part may contain garbage, so that the guard first starts a garbage collection, on a thread of its own. It does so at most
 * once a minute, and less often after collections that freed little. During a collection the last decision holds.
 * Thread-safe.
 */
public final class HeapGuard {

    private static final int PERCENT = 100;
    /** The percent points by which the usage must fall below the bound before links are accepted again. */
    private static final int GAP_PERCENT = 5;
    private static final long COLLECT_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** The longest time between two collections. It is reached when each of them freed little. */
    private static final long MAX_INTERVAL_NANOS = 4 * COLLECT_INTERVAL_NANOS;

    private final Timer timer;
    private final LongSupplier used;
    private final long max;
    private final int maxPercent;
    private final String configKey;
    private final Executor thread;
    private final Runnable collection;
    private final LogLimit lines = LogLimit.of(1, COLLECT_INTERVAL_NANOS);
    private boolean refusing;
    private boolean logged;
    private boolean collecting;
    private boolean everCollected;
    private long collectedAt;
    private long intervalNanos = COLLECT_INTERVAL_NANOS;

    /**
     * The content of the old generation.
     *
     * @param live bytes that are in use; garbage may be among them
     * @param max bytes that the part may have
     * @param refusing whether the registry refuses links because of it
     */
    public record Memory(long live, long max, boolean refusing) {
    }

    /**
     * Makes a guard.
     *
     * @param used bytes that are in use
     * @param max bytes that may be in use
     * @param maxPercent how much of them may be in use; 100 for all
     * @param configKey the name of that setting
     * @param thread runs a collection; its caller does not wait
     * @param collection returns when the garbage is gone
     */
    HeapGuard(Timer timer, LongSupplier used, long max, int maxPercent, String configKey, Executor thread,
            Runnable collection) {
        this.timer = timer;
        this.used = used;
        this.max = max;
        this.maxPercent = maxPercent;
        this.configKey = configKey;
        this.thread = thread;
        this.collection = collection;
    }

    /** Makes a guard that never refuses a link, because other programs use the heap of this process, too. */
    static HeapGuard none(Timer timer) {
        return ofProcess(timer, PERCENT, "");
    }

    /** Makes a guard of the heap of this process, which belongs to the registry alone. */
    static HeapGuard ofProcess(Timer timer, int maxPercent, String configKey) {
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP).toList();
        // a JVM knows no threshold for the parts in which objects begin
        MemoryPoolMXBean old = heap.stream().filter(MemoryPoolMXBean::isUsageThresholdSupported).findFirst()
                .orElse(heap.get(0));
        long max = old.getUsage().getMax();
        boolean whole = heap.size() == 1;
        return new HeapGuard(timer, () -> used(old, whole), max > 0 ? max : Runtime.getRuntime().maxMemory(),
                maxPercent,
                configKey, task -> Threads.daemon("micro-registry-memory", null).newThread(task).start(), System::gc);
    }

    /**
     * Returns the bytes in use. A heap that is one single part is full of garbage before each collection, so that the usage
     * after the last collection counts if it is less.
     */
    private static long used(MemoryPoolMXBean pool, boolean whole) {
        long now = pool.getUsage().getUsed();
        MemoryUsage collected = whole ? pool.getCollectionUsage() : null;
        return collected == null ? now : Math.min(now, collected.getUsed());
    }

    /** Returns the usage now. It never starts a collection, so that metrics and pages cannot cause one. */
    synchronized Memory memory() {
        long now = used.getAsLong();
        return new Memory(now, max, refusing && !isEnough(now));
    }

    /** Returns whether links that are not known yet must be refused now. It may begin a collection. */
    boolean isShort() {
        return maxPercent != PERCENT && update();
    }

    /**
     * Checks whether links must still be refused. Called at regular times, because no link may come that would cause the
     * check.
     */
    synchronized void recheck() {
        if (refusing) {
            update();
        }
    }

    /** Returns whether links must be refused, and also half of the memory above the bound is in use. */
    boolean isNearlyFull() {
        Memory now = memory();
        return now.refusing() && now.live() > max / PERCENT * ((maxPercent + PERCENT) / 2);
    }

    private boolean isEnough(long now) {
        int percent = refusing ? maxPercent - Math.min(GAP_PERCENT, maxPercent / 2) : maxPercent;
        return now <= max / PERCENT * percent;
    }

    private synchronized boolean update() {
        long now = used.getAsLong();
        if (isEnough(now)) {
            refusing = false;
            if (logged) {
                logged = false;
                RegistryLog.LOG.memoryEnough(now >> 20, max >> 20);
            }
        } else if (!isCollecting()) {
            refusing = true;
        }
        return refusing;
    }

    /** Begins a collection if the last one began long ago. Returns whether one goes on. */
    private boolean isCollecting() {
        long now = timer.nanoTime();
        if (!everCollected || now - collectedAt >= intervalNanos) {
            everCollected = true;
            collecting = true;
            collectedAt = now;
            try {
                thread.execute(this::collect);
            } catch (RuntimeException | OutOfMemoryError noThread) {
                // without a collection all bytes in use count as live
                collecting = false;
            }
        }
        return collecting;
    }

    private void collect() {
        long before = used.getAsLong();
        try {
            collection.run();
        } finally {
            collected(before - used.getAsLong());
        }
        update();
    }

    private synchronized void collected(long freed) {
        collecting = false;
        intervalNanos = freed >= max / PERCENT * GAP_PERCENT ? COLLECT_INTERVAL_NANOS
                : Math.min(2 * intervalNanos, MAX_INTERVAL_NANOS);
    }

    /** Counts a link that was refused. Writes a line a minute about that. */
    synchronized void refused() {
        long before = lines.take(timer.nanoTime());
        if (before >= 0) {
            logged = true;
            RegistryLog.LOG.memoryShort(used.getAsLong() >> 20, max >> 20, maxPercent, before, configKey);
        }
    }
}
