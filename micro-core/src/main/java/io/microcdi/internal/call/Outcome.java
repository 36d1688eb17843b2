package io.microcdi.internal.call;

import io.microcdi.error.MicroException;

/** Who waits for a call. Told once, on any thread, the one that reads included; must not block. */
public interface Outcome {

    /** The answer came, as JSON text; {@code null} where the handler returned nothing. */
    void succeeded(String json);

    /** There is none. */
    void failed(MicroException failure);
}
