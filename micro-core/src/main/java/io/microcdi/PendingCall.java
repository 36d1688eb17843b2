package io.microcdi;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * A request that was sent. You can abort it at any time, also while another thread waits for it. If the answer arrives
 * first, the answer stays the result.
 *
 * @param <T> the type to which the answer is bound
 */
public interface PendingCall<T> extends CompletionStage<T>, Future<T> {

    /**
     * Sends an abort to the other node and fails this call with {@code CallAbortedException}.
     *
     * @return {@code true} if this method ended the call; {@code false} if the call had ended before
     */
    boolean abort();

    /**
     * Waits for the answer.
     *
     * @throws io.microcdi.error.MicroException if there was no answer, or the answer was a failure
     */
    T join();
}
