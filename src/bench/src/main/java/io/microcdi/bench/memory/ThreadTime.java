package io.microcdi.bench.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntConsumer;

/** Processor time of the thread that works. Other work of the machine does not count. */
public final class ThreadTime {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ThreadTime() {
    }

    /** Nanoseconds that an action takes, one time with another. */
    public static double nanoseconds(int times, IntConsumer action) {
        long begun = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            action.accept(i);
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - begun) / times;
    }
}
