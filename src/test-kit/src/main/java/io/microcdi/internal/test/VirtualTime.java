package io.microcdi.internal.test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.microcdi.internal.concurrent.Timer;

/**
 * A time that passes only while nothing runs. It knows the tasks of its executors. The world is idle when none of them is
 * queued or runs, except those that wait for a call whose answer is not there. A thread that is no task and waits for a
 * call moves the time on: whenever the world is idle it jumps to the next alarm. So does {@link #advance}. Alarms that
 * are due at the same time run in the order in which they were set. Thread-safe.
 */
final class VirtualTime implements Timer {

    /** Not zero, so that no class takes a moment for a span. */
    private static final long START = Duration.ofHours(5).toNanos();
    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MAX_BUSY = Duration.ofSeconds(30);
    /** The options by which a debugger comes into the JVM. */
    private static final List<String> DEBUGGERS = List.of("-agentlib:jdwp", "-Xrunjdwp");
    private static final long MAX_SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The time whose task this thread runs. */
    private static final ThreadLocal<VirtualTime> INSIDE = new ThreadLocal<>();

    private final PriorityQueue<Entry> alarms = new PriorityQueue<>(
            Comparator.comparingLong((Entry entry) -> entry.at).thenComparingLong(entry -> entry.number));
    /** The threads of tasks that wait for a call, each with the question whether it need not wait any more. */
    private final Map<Thread, BooleanSupplier> waiting = new java.util.HashMap<>();
    private final Set<Thread> running = new HashSet<>();
    /** The threads to wake when the world may be idle. */
    private final List<Thread> movers = new ArrayList<>();
    private final Executor actions;
    private final long maxBusyNanos;
    /** Whether the JVM has a debugger. It is asked only when a thread has waited for too long. */
    private final BooleanSupplier debugged;
    private long now = START;
    private long count;
    private int busy;
    /** The number of tasks that have ended. */
    private long ended;

    /**
     * Makes a time.
     *
     * @param actions runs the actions of alarms, one after the other
     */
    VirtualTime(Executor actions) {
        this(actions, MAX_BUSY, VirtualTime::isDebugged);
    }

    /**
     * Makes a time.
     *
     * @param maxBusy the real time for which a thread waits while tasks run and none ends
     * @param debugged whether a debugger may have stopped a task, so that the wait has no bound
     */
    VirtualTime(Executor actions, Duration maxBusy, BooleanSupplier debugged) {
        this.actions = executor(actions);
        this.maxBusyNanos = maxBusy.toNanos();
        this.debugged = debugged;
    }

    /** Returns whether this JVM was started with the agent of debuggers. */
    static boolean isDebugged() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument -> DEBUGGERS.stream().anyMatch(argument::startsWith));
    }

    /** Returns an executor whose tasks this time knows, on the threads of another one. */
    Executor executor(Executor threads) {
        return task -> {
            Objects.requireNonNull(task, "the task is null");
            begin();
            try {
                threads.execute(() -> run(task));
            } catch (RejectedExecutionException e) {
                end();
                throw e;
            }
        };
    }

    private void run(Runnable task) {
        VirtualTime before = INSIDE.get();
        INSIDE.set(this);
        synchronized (this) {
            running.add(Thread.currentThread());
        }
        try {
            task.run();
        } catch (Throwable e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        } finally {
            INSIDE.set(before);
            synchronized (this) {
                running.remove(Thread.currentThread());
            }
            end();
        }
    }

    private synchronized void begin() {
        busy++;
    }

    private synchronized void end() {
        ended++;
        if (--busy == 0) {
            movers.forEach(LockSupport::unpark);
        }
    }

    private synchronized boolean isIdle() {
        return busy == 0 && waiting.values().stream().noneMatch(BooleanSupplier::getAsBoolean);
    }

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public Instant now() {
        return DAY.plus(elapsed());
    }

    Duration elapsed() {
        return Duration.ofNanos(nanoTime() - START);
    }

    @Override
    public Alarm after(long nanos, Runnable action) {
        return add(Math.max(0, nanos), 0, action);
    }

    @Override
    public Alarm every(long nanos, Runnable action) {
        return add(nanos, nanos, action);
    }

    private synchronized Alarm add(long nanos, long period, Runnable action) {
        long at = now + Math.min(nanos, Long.MAX_VALUE - now);
        Entry entry = new Entry(at, period, count++, action);
        if (nanos == 0) {
            actions.execute(entry::run);
        } else {
            alarms.add(entry);
        }
        return () -> cancel(entry);
    }

    private synchronized void cancel(Entry entry) {
        entry.cancelled = true;
        alarms.remove(entry);
    }

    @Override
    public void park(Object blocker, BooleanSupplier over, long nanos) {
        if (INSIDE.get() == this) {
            parkTask(blocker, over, nanos);
        } else {
            move(blocker, over, nanos);
        }
    }

    /** Waits on the thread of a task, which does not count as busy meanwhile. */
    private void parkTask(Object blocker, BooleanSupplier over, long nanos) {
        Thread thread = Thread.currentThread();
        long end = nanoTime() + Math.min(nanos, Long.MAX_VALUE - nanoTime());
        BooleanSupplier awake = () -> over.getAsBoolean() || thread.isInterrupted() || nanoTime() >= end;
        Alarm alarm = nanos == Long.MAX_VALUE ? () -> {
        } : after(nanos, () -> LockSupport.unpark(thread));
        synchronized (this) {
            waiting.put(thread, awake);
            end();
        }
        try {
            if (!awake.getAsBoolean()) {
                LockSupport.park(blocker);
            }
        } finally {
            synchronized (this) {
                waiting.remove(thread);
                begin();
            }
            alarm.cancel();
        }
    }

    /** Waits on another thread, and moves the time on. */
    private void move(Object blocker, BooleanSupplier over, long nanos) {
        Thread thread = Thread.currentThread();
        long end = nanoTime() + Math.min(nanos, Long.MAX_VALUE - nanoTime());
        synchronized (this) {
            movers.add(thread);
        }
        try {
            while (!over.getAsBoolean() && !thread.isInterrupted() && nanoTime() < end) {
                if (!isIdle()) {
                    awaitChange(blocker, over);
                } else if (!over.getAsBoolean() && !step(end)) {
                    passTo(end);
                }
            }
            settle(thread);
        } finally {
            synchronized (this) {
                movers.remove(thread);
            }
        }
    }

    /**
     * Lets the tasks end that the wait has caused, so that a test sees all their effects. A handler that is blocked holds the
     * test up for a second only.
     */
    private void settle(Thread thread) {
        long startedAt = System.nanoTime();
        for (long left = MAX_SETTLE_NANOS; left > 0 && !isIdle() && !thread.isInterrupted();) {
            LockSupport.parkNanos(this, left);
            left = MAX_SETTLE_NANOS - (System.nanoTime() - startedAt);
        }
    }

    /** Waits until something is true, and moves the time on. Returns false if it is not true when the time has passed. */
    boolean moveUntil(BooleanSupplier over, long nanos) {
        park(this, over, nanos);
        while (!over.getAsBoolean() && INSIDE.get() == this && !Thread.currentThread().isInterrupted()) {
            park(this, over, nanos);
        }
        return over.getAsBoolean();
    }

    /** Lets time pass, and runs everything that is due. */
    void advance(long nanos) {
        if (INSIDE.get() == this) {
            throw new IllegalStateException("advance(…) waits until no handler and no task of the clock runs,"
                    + " and this thread runs one: call it in the test itself");
        }
        Thread thread = Thread.currentThread();
        synchronized (this) {
            movers.add(thread);
        }
        try {
            awaitIdle();
            long end = nanoTime() + nanos;
            while (step(end)) {
                awaitIdle();
            }
            passTo(end);
        } finally {
            synchronized (this) {
                movers.remove(thread);
            }
        }
    }

    /** Waits until something is true, or the world is idle, or time has passed. Fails if tasks run and none ends. */
    private void awaitChange(Object blocker, BooleanSupplier over) {
        long startedAt = System.nanoTime();
        long seen = tasksEnded();
        long before = nanoTime();
        while (!isIdle() && !over.getAsBoolean() && nanoTime() == before && !Thread.currentThread().isInterrupted()) {
            long now = System.nanoTime();
            if (tasksEnded() != seen) {
                seen = tasksEnded();
                startedAt = now;
            }
            parkBusy(blocker, now - startedAt);
        }
    }

    private synchronized long tasksEnded() {
        return ended;
    }

    private void awaitIdle() {
        long startedAt = System.nanoTime();
        while (!isIdle()) {
            long nanos = System.nanoTime() - startedAt;
            if (Thread.currentThread().isInterrupted()) {
                throw stillRunning(nanos);
            }
            parkBusy(this, nanos);
        }
    }

    /** Parks while tasks run. Fails if they have run for too long, unless a debugger may have stopped one of them. */
    private void parkBusy(Object blocker, long busyNanos) {
        if (busyNanos >= maxBusyNanos && !debugged.getAsBoolean()) {
            throw stillRunning(busyNanos);
        }
        LockSupport.parkNanos(blocker, busyNanos < maxBusyNanos ? maxBusyNanos - busyNanos : maxBusyNanos);
    }

    private AssertionError stillRunning(long nanos) {
        return new AssertionError("after " + TimeUnit.NANOSECONDS.toMillis(nanos)
                + " ms of real time these threads of nodes still run:" + stacks());
    }

    private synchronized String stacks() {
        return running.stream().filter(thread -> !waiting.containsKey(thread))
                .map(thread -> "\n  " + thread.getName() + Stream.of(thread.getStackTrace())
                        .map(line -> "\n    at " + line).collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    /**
     * Moves the time to the next alarms, and begins to run them.
     *
     * @return false if there is none until a moment, and the time has not changed
     */
    private synchronized boolean step(long end) {
        if (!isIdle()) {
            return true;
        }
        if (alarms.isEmpty() || alarms.peek().at > end) {
            return false;
        }
        now = Math.max(now, alarms.peek().at);
        while (!alarms.isEmpty() && alarms.peek().at <= now) {
            Entry due = alarms.poll();
            if (due.period > 0) {
                due.at += due.period;
                due.number = count++;
                alarms.add(due);
            }
            actions.execute(due::run);
        }
        return true;
    }

    private synchronized void passTo(long end) {
        now = Math.max(now, end);
    }

    private static final class Entry {

        private final long period;
        private final Runnable action;
        private long at;
        private long number;
        private volatile boolean cancelled;

        Entry(long at, long period, long number, Runnable action) {
            this.at = at;
            this.period = period;
            this.number = number;
            this.action = action;
        }

        void run() {
            if (!cancelled) {
                action.run();
            }
        }
    }
}
