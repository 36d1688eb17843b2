package io.microcdi.internal.link;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.microcdi.internal.concurrent.WriteCoalescer;

/**
 * The threads that may wait for sockets, apart from each other: a hundred addresses that answer nothing delay no message
 * and no close. They take every task, unless the process can make no thread. Beside them, how other threads write.
 *
 * @param dialling resolves names and begins connections
 * @param writing continues the writing of a queue that is never idle, and writes where a transport can block
 * @param pinging sends pings, which servers send in the way that waits
 * @param closing closes sockets
 * @param coalescer defers the writes of threads that have more tasks
 */
public record IoExecutors(Executor dialling, Executor writing, Executor pinging, Executor closing,
        WriteCoalescer coalescer) {

    /** The same executor for everything, and no write is deferred, as in tests. */
    public static IoExecutors all(Executor executor) {
        return new IoExecutors(executor, executor, executor, executor, WriteCoalescer.NONE);
    }

    /** Returns a copy with another coalescer. */
    public IoExecutors with(WriteCoalescer other) {
        return new IoExecutors(dialling, writing, pinging, closing, other);
    }

    /** Closes a socket whether or not there is a thread for it, as after its node has stopped. */
    public void close(Runnable action) {
        try {
            closing.execute(action);
        } catch (RejectedExecutionException noThread) {
            action.run();
        }
    }

    /**
     * Pings. Returns false without a thread for it: the next look for signs of life comes soon, and the calling thread never
     * writes.
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
