package io.microcdi.internal.concurrent;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads for handlers, which may block. A task waits only while every thread is at work and no more may be made.
 *
 * <p>Waking a thread for each task would cost more than a short task does. So one thread at a time is on its way: when
 * it arrives it takes a task, and if more are waiting it sends for the next thread before it runs its own. Short tasks
 * are then done by few threads without a switch between them, while a task behind one that blocks is taken by the
 * thread that was sent for.
 *
 * <p>While all tasks are short even that is too much, and would part what is better written together: then no second
 * thread is sent for, but one keeps {@linkplain StallWatchdog guard}, and steps in where a task does not end.
 */
public final class HandlerPool implements Executor, Bounded, AutoCloseable {

    private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** So long what is put off waits while a heap of tasks is done: whoever it is for can work while the rest is done. */
    private static final long MAX_DEFER_NANOS = TimeUnit.MICROSECONDS.toNanos(80);
    private static final long WARNING_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final ThreadLocal<HandlerPool> CURRENT = new ThreadLocal<>();

    private final ThreadFactory factory;
    private final int maxThreads;
    /** The threads that there may be now; more than {@link #maxThreads} while those are all blocked. */
    private volatile int allowed;
    /** Touched by {@link #relieve} only: the tasks that had ended when it looked last. */
    private int endedBefore;
    private final int maxQueued;
    private final long spin;
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    /** What was put off by a task since others were waiting. */
    private final Queue<Runnable> deferred = new ConcurrentLinkedQueue<>();
    /** How many tasks run or wait. */
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final IdleThreads idle = new IdleThreads();
    private final AtomicBoolean onItsWay = new AtomicBoolean();
    private final AtomicInteger working = new AtomicInteger();
    private final StallWatchdog watchdog = new StallWatchdog(this::isAnythingWaiting);
    private final AtomicLong warned = new AtomicLong(System.nanoTime() - WARNING_INTERVAL_NANOS);
    private volatile boolean shortOfThreads;
    private volatile boolean closed;

    /**
     * A pool without a thread yet.
     *
     * @param maxThreads how many tasks may run at once
     * @param maxQueued how many may wait beyond those
     * @param spin for how many nanoseconds one thread without a task stays awake; 0 for not at all
     */
    public HandlerPool(ThreadFactory factory, int maxThreads, int maxQueued, long spin) {
        this.spin = spin;
        this.factory = factory;
        this.maxThreads = maxThreads;
        this.allowed = maxThreads;
        this.maxQueued = maxQueued;
    }

    /**
     * Runs a task.
     *
     * @throws RejectedExecutionException if the pool is closed, too many wait, or there is no thread at all
     */
    @Override
    public void execute(Runnable task) {
        if (taken.incrementAndGet() > (long) maxThreads + maxQueued || closed) {
            taken.decrementAndGet();
            throw new RejectedExecutionException(closed ? "the pool is closed"
                    : maxThreads + " handlers are at work and " + maxQueued + " wait");
        }
        if (maxQueued == Integer.MAX_VALUE && taken.get() > maxThreads) {
            warnOfWaiting();
        }
        queue.add(task);
        if (!sendForThread() && threads.get() == 0 && queue.remove(task)) {
            taken.decrementAndGet();
            throw new RejectedExecutionException("no thread could be made for a handler");
        }
    }

    /**
     * Puts off what is better done once for several tasks, as writing their answers. Only on a thread of a pool, while more
     * tasks wait there: it is run when they are done, or 80 microseconds of them, or before that by the next thread of the
     * pool that is free, never behind a task that blocks.
     *
     * @param action must not block
     * @return false if it was not put off, so that the caller has to do it now
     */
    public static boolean deferWrite(Runnable action) {
        HandlerPool pool = CURRENT.get();
        return pool != null && !pool.queue.isEmpty() && pool.deferBehindTasks(action);
    }

    /** Whether the calling thread is one of a pool, at work: what it sends has been put off where there was more to do. */
    public static boolean isAtWork() {
        return CURRENT.get() != null;
    }

    private boolean deferBehindTasks(Runnable action) {
        deferred.add(action);
        return sendForThread() || !deferred.remove(action);
    }

    @Override
    public int room() {
        return Math.max(0, capacity() - taken.get());
    }

    @Override
    public int capacity() {
        return (int) Math.min(Integer.MAX_VALUE, (long) maxThreads + maxQueued);
    }

    /** How many threads there are. */
    public int threads() {
        return threads.get();
    }

    /**
     * Allows half as many threads again, if no task has ended since the last call of this method, most threads wait for
     * something, and tasks wait for a thread: the blocked ones may wait for what the waiting ones do. Threads that compute
     * are no reason. When no task waits any more, the bound is as before. Called at regular times by one thread, for a pool
     * whose tasks must all run.
     *
     * @param most the threads that there may be at the most
     */
    public void relieve(int most) {
        int ended = watchdog.ended();
        boolean progress = ended != endedBefore;
        endedBefore = ended;
        if (!isAnythingWaiting()) {
            allowed = maxThreads;
        } else if (!progress && threads.get() >= allowed && allowed < most && mostWait()) {
            int before = allowed;
            allowed = Math.min(most, before + Math.max(1, before / 2));
            if (mayWarn()) {
                ConcurrentLog.LOG.callbacksBlocked(before, allowed);
            }
            sendForThread();
        }
    }

    private boolean mostWait() {
        long waiting = workers.stream().map(Thread::getState).filter(state -> state != Thread.State.RUNNABLE).count();
        return 2 * waiting > workers.size();
    }

    /** Whether a thread is on its way now. */
    private boolean sendForThread() {
        if (watchdog.suffices() && working.get() > 0) {
            return watchdog.isThere() || callGuard();
        }
        if (!onItsWay.compareAndSet(false, true)) {
            return true;
        }
        boolean sent = idle.call() || addThread();
        if (!sent) {
            onItsWay.set(false);
        }
        return sent;
    }

    private boolean callGuard() {
        return !watchdog.want() || idle.call() || addThread() || !watchdog.giveUp();
    }

    private boolean addThread() {
        if (threads.incrementAndGet() > allowed) {
            threads.decrementAndGet();
            return false;
        }
        try {
            Thread thread = factory.newThread(this::work);
            if (thread != null) {
                thread.start();
                shortOfThreads = false;
                return true;
            }
            shortOfThreads(null);
        } catch (RuntimeException | Error e) {
            // whoever sent for it has a task at hand, which must not be lost for want of a second thread
            shortOfThreads(e);
        }
        threads.decrementAndGet();
        return false;
    }

    /** Once a minute: a pool without a bound of its queue is not meant to have one. */
    private void warnOfWaiting() {
        if (mayWarn()) {
            ConcurrentLog.LOG.callbacksWait(maxThreads);
        }
    }

    private boolean mayWarn() {
        long now = System.nanoTime();
        long last = warned.get();
        return now - last >= WARNING_INTERVAL_NANOS && warned.compareAndSet(last, now);
    }

    private void shortOfThreads(Throwable cause) {
        if (!shortOfThreads) {
            shortOfThreads = true;
            ConcurrentLog.LOG.noThread(threads.get() - 1, cause);
        }
    }

    private void work() {
        workers.add(Thread.currentThread());
        try {
            do {
                // also by a thread that takes the guard's post: it may have been sent for before a guard was wanted
                onItsWay.set(false);
                if (watchdog.take()) {
                    watchdog.keep(() -> closed);
                }
                // set for as long as there is work: servers look for what idle threads hold when an application goes
                CURRENT.set(this);
                working.incrementAndGet();
                runAll();
                // before it is looked for tasks once more: who adds one sends for a thread where none is at work
                working.decrementAndGet();
                CURRENT.remove();
            } while (stayAwake() || rest());
        } finally {
            workers.remove(Thread.currentThread());
            threads.decrementAndGet();
            if (closed) {
                // a thread that was called as the guard has ended instead: after the pool opens again nobody waits for it
                watchdog.giveUp();
            }
            // it may have been sent for while it was leaving, or a task may have come
            onItsWay.set(false);
            if (isAnythingWaiting()) {
                sendForThread();
            }
        }
    }

    private void runAll() {
        runDeferred();
        long begun = System.nanoTime();
        long writtenLast = begun;
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            if (!(queue.isEmpty() && deferred.isEmpty()) && !sendForThread()) {
                runDeferred();
            }
            run(task);
            taken.decrementAndGet();
            // an interrupt was meant for the task, not for the next one
            Thread.interrupted();
            long ended = System.nanoTime();
            watchdog.taskEnded(ended - begun);
            begun = ended;
            if (queue.isEmpty() || ended - writtenLast > MAX_DEFER_NANOS) {
                runDeferred();
                // what was written is no part of the next task
                begun = System.nanoTime();
                writtenLast = begun;
            }
        }
    }

    private void runDeferred() {
        for (Runnable action = deferred.poll(); action != null; action = deferred.poll()) {
            run(action);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            ConcurrentLog.LOG.taskFailed(e);
        }
    }

    private boolean isAnythingWaiting() {
        return !queue.isEmpty() || !deferred.isEmpty();
    }

    /** Waits as the one that is on its way, so that nobody wakes another; whether there is something to do. */
    private boolean stayAwake() {
        if (spin == 0 || !onItsWay.compareAndSet(false, true)) {
            return false;
        }
        long begun = System.nanoTime();
        while (!closed && System.nanoTime() - begun < spin) {
            if (isAnythingWaiting()) {
                return true;
            }
            // to whoever can use the processor
            Thread.yield();
        }
        onItsWay.set(false);
        // whoever has put something off meanwhile relied on this thread
        return !closed && isAnythingWaiting();
    }

    /** Waits to be sent for; whether this thread goes on. */
    private boolean rest() {
        IdleThreads.Place place = idle.enter();
        // looked at again after it can be called: who came in between found no idle thread
        if ((closed || !queue.isEmpty()) && idle.leave(place)) {
            return !closed;
        }
        return idle.await(place, MAX_IDLE_NANOS) && !closed;
    }

    /** Takes tasks again after it was closed. */
    public void open() {
        closed = false;
    }

    /** Takes no more tasks; those that wait are run, idle threads end. */
    @Override
    public void close() {
        closed = true;
        // who has no place yet will see that it is closed
        idle.callAll();
    }
}
