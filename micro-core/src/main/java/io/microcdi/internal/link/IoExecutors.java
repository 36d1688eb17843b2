package io.microcdi.internal.link;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.concurrent.WriteCoalescer;

/**
 * The executors whose threads may wait for sockets. Each kind of work has its own, so that a hundred addresses that do not
 * answer delay no message and no close. An executor accepts every task, unless the process can make no thread.
 *
 * @param dialling begins connections to addresses
 * @param naming resolves names that others have chosen, and begins connections to them
 * @param resolving resolves the names of the configuration, and fetches keys
 * @param writing continues the writing of a queue that is never idle, and writes where a transport can block
 * @param pinging sends pings. A server may block until it has sent one
 * @param closing closes sockets in order. It rejects no task
 * @param cutting ends the sockets of peers that do not read, for which a server may wait for seconds. It rejects no task
 * @param coalescer defers the writes of threads that have more tasks
 */
public record IoExecutors(Executor dialling, Executor naming, Executor resolving, Executor writing, Executor pinging,
        Executor closing, Executor cutting, WriteCoalescer coalescer) {

    private static final long RETRY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Returns an executor that repeats the attempt while another one has no thread. */
    public static Executor retrying(Executor other, Timer timer) {
        return task -> {
            try {
                other.execute(task);
            } catch (RejectedExecutionException noThread) {
                timer.after(RETRY_PAUSE_NANOS, () -> retrying(other, timer).execute(task));
            }
        };
    }

    /** Returns one executor for all kinds of work, and defers no write. For tests. */
    public static IoExecutors all(Executor executor) {
        return new IoExecutors(executor, executor, executor, executor, executor, executor, executor,
                WriteCoalescer.NONE);
    }

    /** Returns a copy with another coalescer. */
    public IoExecutors with(WriteCoalescer other) {
        return new IoExecutors(dialling, naming, resolving, writing, pinging, closing, cutting, other);
    }

    /**
     * Runs a ping. Returns false if there is no thread for it. The calling thread never writes, and the next check comes
     * soon.
     */
    boolean ping(Runnable action) {
        try {
            pinging.execute(action);
            return true;
        } catch (RejectedExecutionException noThread) {
            LinkLog.LOG.debugf("no thread for a ping");
            return false;
        }
    }
}
