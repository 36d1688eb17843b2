package io.microcdi.internal.link;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The threads that may wait for sockets, apart from each other: a hundred addresses that answer nothing delay no message
 * and no close. None of them rejects a task.
 *
 * @param dialling resolves names and begins connections
 * @param writing continues the writing of a queue that is never idle, and writes where a transport can block
 * @param pinging sends pings, which servers send in the way that waits
 * @param closing closes sockets
 */
public record IoExecutors(Executor dialling, Executor writing, Executor pinging, Executor closing) {

    /** The same executor for everything, as in tests. */
    public static IoExecutors all(Executor executor) {
        return new IoExecutors(executor, executor, executor, executor);
    }

    /** Closes a socket whether or not there is a thread for it, as after its node has stopped. */
    public void close(Runnable action) {
        surely(closing, action);
    }

    /** Pings whether or not there is a thread for it. */
    void ping(Runnable action) {
        surely(pinging, action);
    }

    private static void surely(Executor executor, Runnable action) {
        try {
            executor.execute(action);
        } catch (RejectedExecutionException noThread) {
            action.run();
        }
    }
}
