package io.microcdi.internal.call;

import io.microcdi.error.MicroException;

/**
 * Receives the result of a call. One of its methods is called once, on any thread, also on the reading thread. It must
 * not block.
 */
public interface Outcome {

    /**
     * Called with the answer.
     *
     * @param json the data as JSON text; {@code null} if the answer has no data
     */
    void succeeded(String json);

    /** Called if the call failed. */
    void failed(MicroException failure);
}
