package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Instances by the time at which their leases end, in a ring of buckets. A message from a node does not move its
 * instance. When the time of a bucket comes, an instance whose lease ends later moves to a later bucket. A check looks
 * only at the buckets whose time has come since the last check. So an instance with a lease of 20 s is checked once in
 * 20 s. Thread-safe.
 */
final class LeaseWheel {

    /** The largest number of buckets. More of them would cost more than they save. */
    private static final int MAX_BUCKETS = 1_024;
    private static final int FIRST_CAPACITY = 4;
    private static final LocalInstance[] NONE = {};

    private final ToLongFunction<LocalInstance> left;
    private final long startedAt;
    /** The nanoseconds of one bucket. */
    private final long bucketNanos;
    private final LocalInstance[][] buckets;
    private final int[] sizes;
    /** The number of the bucket at the last check. The numbers begin at {@link #startedAt}, and go round in the ring. */
    private long current;

    /**
     * Makes an empty wheel.
     *
     * @param now the nanoseconds of the timer
     * @param intervalNanos the usual time between two checks
     * @param longestNanos the longest lease
     * @param left the nanoseconds until the lease of an instance ends; zero or less if it has ended. Called under the lock
     */
    LeaseWheel(long now, long intervalNanos, long longestNanos, ToLongFunction<LocalInstance> left) {
        this.left = left;
        this.startedAt = now;
        this.bucketNanos = Math.max(1, Math.max(intervalNanos, longestNanos / MAX_BUCKETS));
        // two more, because the current bucket and the one that has just begun hold leases, too
        this.buckets = new LocalInstance[(int) (longestNanos / bucketNanos) + 2][];
        this.sizes = new int[buckets.length];
        Arrays.fill(buckets, NONE);
    }

    /** Adds an instance that is in no wheel. */
    synchronized void add(LocalInstance instance, long now) {
        put(instance, now + left.applyAsLong(instance));
    }

    /** Removes an instance. It may be in none. */
    synchronized void remove(LocalInstance instance) {
        long place = instance.leasePlace();
        if (place < 0) {
            return;
        }
        int bucket = (int) (place >>> Integer.SIZE);
        LocalInstance[] all = buckets[bucket];
        LocalInstance last = all[--sizes[bucket]];
        all[(int) place] = last;
        last.leasePlace(place);
        all[sizes[bucket]] = null;
        instance.leasePlace(-1);
    }

    /**
     * Returns the instances whose leases have ended. They stay in the wheel, and are returned again, until they are removed.
     */
    synchronized List<LocalInstance> ended(long now) {
        List<LocalInstance> ended = new ArrayList<>();
        long last = (now - startedAt) / bucketNanos;
        long first = Math.max(current, last - buckets.length + 1);
        current = last;
        for (long number = first; number <= last; number++) {
            int bucket = (int) (number % buckets.length);
            LocalInstance[] all = buckets[bucket];
            int size = sizes[bucket];
            buckets[bucket] = NONE;
            sizes[bucket] = 0;
            for (int i = 0; i < size; i++) {
                long nanos = left.applyAsLong(all[i]);
                if (nanos <= 0) {
                    ended.add(all[i]);
                } else {
                    put(all[i], now + nanos);
                }
            }
        }
        ended.forEach(instance -> put(instance, now));
        return ended;
    }

    private void put(LocalInstance instance, long end) {
        long number = Math.max(current, Math.min((end - startedAt) / bucketNanos, current + buckets.length - 1));
        int bucket = (int) (number % buckets.length);
        int size = sizes[bucket]++;
        if (size == buckets[bucket].length) {
            buckets[bucket] = Arrays.copyOf(buckets[bucket], Math.max(FIRST_CAPACITY, size * 2));
        }
        buckets[bucket][size] = instance;
        instance.leasePlace((long) bucket << Integer.SIZE | size);
    }
}
