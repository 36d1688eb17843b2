package io.microcdi;

import java.util.Map;

import io.microcdi.annotation.Experimental;

/** The current numbers of a node or registry, for a {@link NodeInstrument}. Thread-safe; no method blocks. */
@Experimental
public interface NodeGauges {

    /** Returns the namespace of the node. */
    String namespace();

    /** Returns the number of open links, including those to registries. */
    int links();

    /** Returns the number of requests that wait for a thread or for a place of their route. */
    int queued();

    /** Returns the number of requests in work whose handlers may run, without those that are {@link #queued() queued}. */
    int active();

    /**
     * Returns the number of ejected instances by namespace. It has the first 1,000 namespaces that the node has called and found,
     * with 0 for those without an ejected instance.
     */
    Map<String, Integer> ejected();
}
