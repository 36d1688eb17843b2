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
 * <p>Waking a thread costs more than a short task. So the pool does not wake a thread for each task, but one at a time:
 *
 * <table>
 * <caption>How a task finds its thread</caption>
 * <tr><th>state</th><th>event</th><th>then</th></tr>
 * <tr><td>no thread is on its way</td><td>a task is added</td><td>the pool wakes an idle thread, or makes one; that thread
 * is on its way</td></tr>
 * <tr><td>a thread is on its way</td><td>a task is added</td><td>the task waits in the queue</td></tr>
 * <tr><td>a thread is on its way</td><td>it arrives</td><td>it takes a task; if more wait, it wakes the next thread before
 * it runs its own</td></tr>
 * <tr><td>a thread is on its way</td><td>it ends before it begins to work, and a task is added or {@link #raiseThreads}
 * is called</td><td>the pool wakes or makes another thread</td></tr>
 * <tr><td>all tasks are short, and a thread works</td><td>a task is added</td><td>the task waits for the working thread; the
 * thread of the {@link StallWatchdog} takes it if the working thread is stuck</td></tr>
 * <tr><td>every thread works, and there may be no more</td><td>a task is added</td><td>the task waits, or is rejected when
 * too many wait</td></tr>
 * </table>
 *
 * <p>Thus a few threads run many short tasks without a switch between threads. A task behind one that blocks gets another
 * thread at once, or after two checks of the watchdog, which take a millisecond.
 *
 * <p>A thread with more tasks {@linkplain #defer defers} the writes of its task, so that several answers travel in one
 * message.
 */
public final class HandlerPool implements Executor, BoundedExecutor, WriteCoalescer, AutoCloseable {

    private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /**
     * The longest time that a deferred write waits while more tasks run. Callers can then work on the first answers
     * meanwhile.
     */
    private static final long MAX_DEFER_NANOS = TimeUnit.MICROSECONDS.toNanos(80);
    private static final long WARNING_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ThreadFactory factory;
    private final int maxThreads;
    /** The largest number of threads now. It exceeds {@link #maxThreads} while most of the threads are blocked. */
    private volatile int allowed;
    /** The count of ended tasks at the last call of {@link #raiseThreads}. Touched by that method only. */
    private int endedBefore;
    private final int maxQueued;
    private final long spinNanos;
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    /** The writes that tasks have deferred, because more tasks were waiting. */
    private final Queue<Runnable> deferred = new ConcurrentLinkedQueue<>();
    /** The number of tasks that run or wait. */
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    /** The threads that were started and have not begun to work. */
    private final Set<Worker> starting = ConcurrentHashMap.newKeySet();
    private final IdleThreads idle = new IdleThreads();
    private final AtomicBoolean searching = new AtomicBoolean();
    private final AtomicInteger working = new AtomicInteger();
    private final StallWatchdog watchdog = new StallWatchdog(this::isAnythingWaiting);
    private final AtomicLong warned = new AtomicLong(System.nanoTime() - WARNING_INTERVAL_NANOS);
    private final LogLimit failures = LogLimit.ofWarnings(ConcurrentLog.LOG::failuresLeftOut);
    private final LogLimit shortages = LogLimit.ofWarnings(ConcurrentLog.LOG::failuresLeftOut);
    private volatile boolean shortOfThreads;
    private volatile boolean closed;

    /**
     * Makes a pool without a thread.
     *
     * @param maxThreads the number of tasks that may run at once
     * @param maxQueued the number of tasks that may wait beyond those
     * @param spinNanos nanoseconds for which one thread without a task stays awake; 0 to let it sleep at once
     */
    public HandlerPool(ThreadFactory factory, int maxThreads, int maxQueued, long spinNanos) {
        this.spinNanos = spinNanos;
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
        if (pending.incrementAndGet() > (long) maxThreads + maxQueued || closed) {
            pending.decrementAndGet();
            throw new RejectedExecutionException(closed ? "the pool is closed"
                    : maxThreads + " handlers are at work and " + maxQueued + " wait");
        }
        if (maxQueued == Integer.MAX_VALUE && pending.get() > maxThreads) {
            warnOfWaiting();
        }
        boolean added = false;
        try {
            added = queue.add(task);
        } finally {
            // even if the queue finds no memory
            if (!added) {
                pending.decrementAndGet();
            }
        }
        if (!sendForThread() && threads.get() == 0 && queue.remove(task)) {
            pending.decrementAndGet();
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
        // in this order, so that a reading thread does not touch the queue: its cache line would move between the
        // processors
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

    /** Returns the number of threads. */
    public int threads() {
        return threads.get();
    }

    /**
     * Raises the number of threads by half if the pool may be in a deadlock: blocked tasks may wait for tasks in the queue.
     * That is so if tasks are queued, most threads are blocked, and no task has ended since the last call of this method.
     * Threads that compute are no sign of it. When no task is queued any more, the old bound holds again. The method also
     * replaces threads that ended before they began. Called at regular times by one thread.
     *
     * @param most the largest number of threads that this method may allow
     */
    public void raiseThreads(int most) {
        if (discardStarting() && isAnythingWaiting()) {
            sendForThread();
        }
        int ended = watchdog.ended();
        boolean progress = ended != endedBefore;
        endedBefore = ended;
        if (!isAnythingWaiting()) {
            allowed = maxThreads;
        } else if (!progress && threads.get() >= allowed && allowed < most && areMostBlocked()) {
            int before = allowed;
            allowed = Math.min(most, before + Math.max(1, before / 2));
            sendForThread();
            if (mayWarn()) {
                ConcurrentLog.LOG.callbacksBlocked(before, allowed);
            }
        }
    }

    private boolean areMostBlocked() {
        long waiting = workers.stream().map(Thread::getState).filter(state -> state != Thread.State.RUNNABLE).count();
        return 2 * waiting > workers.size();
    }

    /** Wakes or makes a thread, unless one is on its way. Returns whether one is on its way now. */
    private boolean sendForThread() {
        discardStarting();
        if (watchdog.suffices() && working.get() > 0) {
            return watchdog.isActive() || callWatchdog();
        }
        if (!searching.compareAndSet(false, true)) {
            return true;
        }
        boolean sent = idle.call() || addThread();
        if (!sent) {
            searching.set(false);
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
        Worker worker = new Worker();
        try {
            Thread thread = factory.newThread(worker);
            if (thread != null) {
                worker.thread = thread;
                starting.add(worker);
                thread.start();
                shortOfThreads = false;
                return true;
            }
            shortOfThreads(null);
        } catch (RuntimeException | Error e) {
            starting.remove(worker);
            // another thread can still run the caller's task, so that this failure must not reach the caller
            shortOfThreads(e);
        }
        threads.decrementAndGet();
        return false;
    }

    /**
     * Forgets the threads that ended before they began to work, because the code that their factory puts around the task
     * failed. The pool no longer relies on them. Returns whether there were any.
     */
    private boolean discardStarting() {
        if (starting.isEmpty()) {
            return false;
        }
        boolean found = false;
        for (Worker worker : starting) {
            found |= worker.thread.getState() == Thread.State.TERMINATED && forget(worker);
        }
        return found;
    }

    /** Forgets a thread that will not work. Returns false if another thread has forgotten it. */
    private boolean forget(Worker worker) {
        if (!starting.remove(worker)) {
            return false;
        }
        threads.decrementAndGet();
        watchdog.giveUp();
        searching.set(false);
        return true;
    }

    /** The task of a thread. */
    private final class Worker implements Runnable {

        private Thread thread;

        @Override
        public void run() {
            if (starting.remove(this)) {
                work();
            }
        }
    }

    /** Warns, at most once a minute, that tasks wait in a queue without a bound. */
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
            // a failure of the log must not reach the caller either
            shortages.write(System::nanoTime, leftOut -> ConcurrentLog.LOG.noThread(threads.get() - 1, cause));
        }
    }

    private void work() {
        workers.add(Thread.currentThread());
        try {
            do {
                // cleared also for a thread that becomes the watchdog, because it may have been woken for a task
                searching.set(false);
                if (watchdog.take()) {
                    watchdog.watch(() -> closed);
                }
                working.incrementAndGet();
                runAll();
                // must come before the check for tasks below: a thread that adds a task wakes another one only if none
                // works
                working.decrementAndGet();
            } while (spinForTask() || parkIdle());
        } finally {
            workers.remove(Thread.currentThread());
            threads.decrementAndGet();
            if (closed) {
                // the pool must not rely on a watchdog after it opens again, because the thread that was woken for that has
                // ended
                watchdog.giveUp();
            }
            // this thread may have been called while it was ending, or a task may have been added
            searching.set(false);
            if (isAnythingWaiting()) {
                sendForThread();
            }
        }
    }

    private void runAll() {
        runDeferred();
        long startedAt = System.nanoTime();
        long writtenLast = startedAt;
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            if (!(queue.isEmpty() && deferred.isEmpty()) && !sendForThread()) {
                runDeferred();
            }
            run(task);
            pending.decrementAndGet();
            // an interrupt was meant for this task, not for the next one
            Thread.interrupted();
            long ended = System.nanoTime();
            watchdog.taskEnded(ended - startedAt);
            startedAt = ended;
            if (queue.isEmpty() || ended - writtenLast > MAX_DEFER_NANOS) {
                runDeferred();
                // the time of the writes must not count as time of the next task
                startedAt = System.nanoTime();
                writtenLast = startedAt;
            }
        }
    }

    private void runDeferred() {
        for (Runnable action = deferred.poll(); action != null; action = deferred.poll()) {
            run(action);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            logFailed(e);
        }
    }

    /** Logs a failure. A failure of the log must not end the thread, which the pool still counts. */
    private void logFailed(Throwable failure) {
        failures.write(System::nanoTime, leftOut -> ConcurrentLog.LOG.taskFailed(LoggedThrowable.of(failure)));
    }

    private boolean isAnythingWaiting() {
        return !queue.isEmpty() || !deferred.isEmpty();
    }

    /**
     * Spins for some microseconds as the thread that is on its way, so that the pool wakes no other thread. Returns
     * whether a task came.
     */
    @SuppressWarnings("ThreadPriorityCheck") // a yield is enough here: nothing depends on it
    private boolean spinForTask() {
        if (spinNanos == 0 || !searching.compareAndSet(false, true)) {
            return false;
        }
        long startedAt = System.nanoTime();
        while (!closed && System.nanoTime() - startedAt < spinNanos) {
            if (isAnythingWaiting()) {
                return true;
            }
            // other threads may use the processor meanwhile
            Thread.yield();
        }
        searching.set(false);
        // a thread that has deferred a write meanwhile relies on this thread
        return !closed && isAnythingWaiting();
    }

    /** Sleeps until another thread wakes this one. Returns whether this thread goes on. */
    private boolean parkIdle() {
        IdleThreads.Place place = idle.enter();
        // checks again now that other threads can wake this one: a task that was added in between found no idle thread
        if ((closed || !queue.isEmpty()) && idle.leave(place)) {
            return !closed;
        }
        return idle.await(place, MAX_IDLE_NANOS) && !closed;
    }

    /** Accepts tasks again after {@link #close()}. */
    public void open() {
        closed = false;
    }

    /** Accepts no more tasks. The threads run the waiting tasks, and end. */
    @Override
    public void close() {
        closed = true;
        // a thread that is not idle yet checks {@code closed} before it sleeps
        idle.callAll();
    }
}
