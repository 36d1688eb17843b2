package io.microcdi;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * A request under way. It may be aborted at any time, before or after somebody waits for it; an answer that comes first
 * is kept.
 *
 * @param <T> what the answer is read as
 */
public interface PendingCall<T> extends CompletionStage<T>, Future<T> {

    /**
     * Tells the other side to stop and fails this call with {@code CallAbortedException}.
     *
     * @return whether this ended the call; {@code false} if it had ended before
     */
    boolean abort();

    /**
     * Waits for the answer.
     *
     * @throws io.microcdi.error.MicroException if there was no answer, or the answer was a failure
     */
    T join();
}
