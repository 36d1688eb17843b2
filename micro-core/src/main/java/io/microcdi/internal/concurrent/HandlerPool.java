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

import io.microcdi.internal.wire.LoggedThrowable;

/**
 * A pool of threads for handlers and callbacks, which may block. A task waits only while every thread runs a task and the
 * pool may make no more threads. Thread-safe.
 *
 * <p>To wake a thread for each task would cost more than a short task does. So the pool wakes one thread at a time:
 *
 * <table>
 * <caption>How a task finds its thread</caption>
 * <tr><th>state</th><th>event</th><th>then</th></tr>
 * <tr><td>no thread is on its way</td><td>a task is added</td><td>the pool wakes an idle thread, or makes one; that thread
 * is on its way</td></tr>
 * <tr><td>a thread is on its way</td><td>a task is added</td><td>the task waits in the queue</td></tr>
 * <tr><td>a thread is on its way</td><td>it arrives</td><td>it takes a task; if more wait, it wakes the next thread before
 * it runs its own</td></tr>
 * <tr><td>all tasks are short, and a thread works</td><td>a task is added</td><td>the task waits for the working thread; a
 * {@link StallWatchdog} looks whether that thread is stuck, and takes over if it is</td></tr>
 * <tr><td>every thread works, and there may be no more</td><td>a task is added</td><td>the task waits, or is rejected when
 * too many wait</td></tr>
 * </table>
 *
 * <p>Few threads thus run many short tasks without a switch between them, while a task behind one that blocks gets another
 * thread at once, or after two looks of the watchdog, a millisecond.
 *
 * <p>A thread with more tasks {@linkplain #defer defers} the writes of its task, so that several answers travel in one message.
 */
public final class HandlerPool implements Executor, Bounded, WriteCoalescer, AutoCloseable {

    private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** The longest time that a deferred write waits while more tasks run: the caller can work on the first answers meanwhile. */
    private static final long MAX_DEFER_NANOS = TimeUnit.MICROSECONDS.toNanos(80);
    private static final long WARNING_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ThreadFactory factory;
    private final int maxThreads;
    /** The threads that there may be now; more than {@link #maxThreads} while those are all blocked. */
    private volatile int allowed;
    /** Touched by {@link #relieve} only: the tasks that had ended when it looked last. */
    private int endedBefore;
    private final int maxQueued;
    private final long spin;
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    /** Writes that a task has deferred since more tasks were waiting. */
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
     * Makes a pool without a thread.
     *
     * @param maxThreads the number of tasks that may run at once
     * @param maxQueued the number of tasks that may wait beyond those
     * @param spin nanoseconds for which one thread without a task stays awake; 0 to let it sleep at once
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
     * Defers a write of a thread of this pool if more tasks wait. The write runs when the queue is empty, or after 80
     * microseconds, or when another thread of the pool becomes free, whichever comes first; it never waits for a task that
     * blocks.
     */
    @Override
    public boolean defer(Runnable write) {
        // in this order: a thread that reads would share the memory of the queue with those that work
        if (!workers.contains(Thread.currentThread()) || queue.isEmpty()) {
            return false;
        }
        deferred.add(write);
        return sendForThread() || !deferred.remove(write);
    }

    @Override
    public int capacity() {
        return maxThreads;
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
            return watchdog.isActive() || callWatchdog();
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

    private boolean callWatchdog() {
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
            // the caller has a task that runs on another thread: it must not be lost because a second thread could not be made
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
                // also where the thread becomes the watchdog: it may have been woken before a watchdog was wanted
                onItsWay.set(false);
                if (watchdog.take()) {
                    watchdog.watch(() -> closed);
                }
                working.incrementAndGet();
                runAll();
                // before the look for tasks below: a thread that adds a task wakes another one where none works
                working.decrementAndGet();
            } while (stayAwake() || rest());
        } finally {
            workers.remove(Thread.currentThread());
            threads.decrementAndGet();
            if (closed) {
                // a thread that was woken to be the watchdog has ended instead: nobody waits for it after the pool opens again
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
                // the time of writing is no part of the next task
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
        } catch (Throwable e) {
            logFailed(e);
        }
    }

    /** A log that cannot write must not end the thread, which has a place of the pool. */
    private static void logFailed(Throwable failure) {
        SafeLog.write(() -> ConcurrentLog.LOG.taskFailed(LoggedThrowable.of(failure)));
    }

    private boolean isAnythingWaiting() {
        return !queue.isEmpty() || !deferred.isEmpty();
    }

    /** Stays awake as the thread that is on its way, so that no other is woken; whether a task came. */
    @SuppressWarnings("ThreadPriorityCheck") // a yield is enough here: nothing depends on it
    private boolean stayAwake() {
        if (spin == 0 || !onItsWay.compareAndSet(false, true)) {
            return false;
        }
        long begun = System.nanoTime();
        while (!closed && System.nanoTime() - begun < spin) {
            if (isAnythingWaiting()) {
                return true;
            }
            // other threads can use the processor
            Thread.yield();
        }
        onItsWay.set(false);
        // a thread that deferred a write meanwhile relied on this one
        return !closed && isAnythingWaiting();
    }

    /** Sleeps until it is woken; whether this thread goes on. */
    private boolean rest() {
        IdleThreads.Place place = idle.enter();
        // a second look, after it can be woken: a task that came in between found no idle thread
        if ((closed || !queue.isEmpty()) && idle.leave(place)) {
            return !closed;
        }
        return idle.await(place, MAX_IDLE_NANOS) && !closed;
    }

    /** Takes tasks again after it was closed. */
    public void open() {
        closed = false;
    }

    /** Takes no more tasks. Threads run the tasks that wait, and end. */
    @Override
    public void close() {
        closed = true;
        // a thread that is about to sleep sees that the pool is closed
        idle.callAll();
    }
}
