package io.microcdi.internal.standalone;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.microcdi.CallInterceptor;
import io.microcdi.NodeInstrument;

/**
 * The observers of a node or registry.
 *
 * @param interceptors the interceptors of the application, in their order
 * @param instrument {@code null} for none
 */
public record Observers(List<CallInterceptor> interceptors, @Nullable NodeInstrument instrument) {

    /** No observers. */
    public static final Observers NONE = new Observers(List.of(), null);

    /** Returns all interceptors of calls. The instrument is the first, so that it measures the others too. */
    public List<CallInterceptor> ofCalls() {
        List<CallInterceptor> all = new ArrayList<>(interceptors);
        if (instrument != null) {
            all.add(0, instrument);
        }
        return all;
    }
}
