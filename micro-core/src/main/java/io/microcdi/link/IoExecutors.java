package io.microcdi.link;

import java.util.concurrent.Executor;

/**
 * The threads that may wait for sockets, apart from each other: a hundred addresses that answer nothing delay no message
 * and no close. None of them rejects a task.
 *
 * @param dialling resolves names and begins connections
 * @param writing continues the writing of a queue that is never idle, and writes where a transport can block
 * @param closing closes sockets, sends pings
 */
public record IoExecutors(Executor dialling, Executor writing, Executor closing) {

    /** The same executor for everything, as in tests. */
    public static IoExecutors all(Executor executor) {
        return new IoExecutors(executor, executor, executor);
    }
}
