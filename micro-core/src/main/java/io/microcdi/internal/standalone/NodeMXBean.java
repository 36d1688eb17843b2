package io.microcdi.internal.standalone;

/**
 * A node in JMX, with the name {@code io.microcdi:type=Node,name=…}. The name is the namespace of the node. JMX requires a
 * public interface.
 */
public interface NodeMXBean {

    /** Returns the namespace under which other nodes call this node. */
    String getNamespace();

    /** Returns the key of this node, {@code host:port/path}; empty until its address is known. */
    String getKey();

    /** Returns whether a registry has registered this node. */
    boolean isRegistered();

    /** Returns whether this node is ready. */
    boolean isReady();

    /** Returns whether this node is drained: it takes no new requests, and no call is in work. */
    boolean isDrained();

    /** Returns the reason why this node cannot read or write now; empty while it is well. */
    String getProblem();

    /** Returns which peers must prove who they are: {@code auto}, {@code required}, {@code permissive} or {@code off}. */
    String getSecurityMode();

    /** Returns the number of requests from other nodes that are in work. */
    int getRequestsInWork();

    /** Returns the number of requests of this node that wait for their answers. */
    int getRequestsInFlight();

    /** Returns the number of open links, including those to registries. */
    int getLinks();

    /**
     * Drains this node, so that its process can be stopped without losing a call. Returns when the calls in work have
     * ended, or {@code micro.drain-timeout} has passed.
     */
    void drain();
}
