package io.microcdi.internal.node;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.microcdi.internal.concurrent.Timer;

/** Logs that requests are refused, at most once a minute, with the number of those left out. Thread-safe. */
final class OverloadLog {

    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Timer timer;
    private final AtomicLong last;
    private final AtomicLong leftOut = new AtomicLong();

    OverloadLog(Timer timer) {
        this.timer = timer;
        this.last = new AtomicLong(timer.nanoTime() - PAUSE_NANOS);
    }

    void refused(String message) {
        long now = timer.nanoTime();
        long before = last.get();
        if (now - before >= PAUSE_NANOS && last.compareAndSet(before, now)) {
            NodeLog.LOG.overloaded(message, leftOut.getAndSet(0));
        } else {
            leftOut.incrementAndGet();
        }
    }
}
