package io.microcdi.internal.registry;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.registry.RegistryKeys;

/**
 * Finds out whether the heap is nearly full of objects that are alive. It reads what the JVM keeps of the last collection of
 * each part of the heap, and starts no collection. G1 reads its old part seldom, and leaves garbage there.
 * Thread-safe.
 */
public final class HeapGuard {

    private static final int PERCENT = 100;

    private final Timer timer;
    private final LongSupplier live;
    private final long max;
    private final int maxPercent;
    private final LogLimit lines = LogLimit.of(1, TimeUnit.MINUTES.toNanos(1));
    private boolean logged;

    /**
     * What the heap holds.
     *
     * @param live bytes of the objects that survived the last collections; 0 before the first one
     * @param max bytes that the heap may have
     * @param refusing whether the registry refuses links because of it
     */
    public record Memory(long live, long max, boolean refusing) {
    }

    /**
     * Makes a guard.
     *
     * @param live bytes of objects that are alive
     * @param max bytes that the heap may have
     * @param maxPercent how much of them may be alive; 100 for all
     */
    HeapGuard(Timer timer, LongSupplier live, long max, int maxPercent) {
        this.timer = timer;
        this.live = live;
        this.max = max;
        this.maxPercent = maxPercent;
    }

    /** Makes a guard of the heap of this process. */
    static HeapGuard ofProcess(Timer timer, int maxPercent) {
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP).toList();
        return new HeapGuard(timer, () -> pools.stream().mapToLong(HeapGuard::live).sum(),
                Runtime.getRuntime().maxMemory(), maxPercent);
    }

    private static long live(MemoryPoolMXBean pool) {
        // null if the JVM does not know it
        MemoryUsage collected = pool.getCollectionUsage();
        // G1 does not count again when it frees whole regions
        return collected == null ? 0 : Math.min(collected.getUsed(), pool.getUsage().getUsed());
    }

    Memory memory() {
        long now = live.getAsLong();
        return new Memory(now, max, maxPercent < PERCENT && now > max / PERCENT * maxPercent);
    }

    /** Returns whether a link must be refused now. Writes a line a minute about that, and one when it is over. */
    synchronized boolean refuses() {
        if (maxPercent == PERCENT) {
            return false;
        }
        Memory memory = memory();
        if (memory.refusing()) {
            long before = lines.take(timer.nanoTime());
            if (before >= 0) {
                logged = true;
                RegistryLog.LOG.memoryShort(memory.live() >> 20, max >> 20, maxPercent, before,
                        RegistryKeys.MAX_LIVE_HEAP_PERCENT.name());
            }
        } else if (logged) {
            logged = false;
            RegistryLog.LOG.memoryEnough(memory.live() >> 20, max >> 20);
        }
        return memory.refusing();
    }
}
