package io.microcdi.internal.health;

import org.jspecify.annotations.Nullable;

import io.microcdi.MicroNode;

/** The node of an application, as its checks see it. */
public interface CheckedNode {

    /** Returns the node; {@code null} until it has been built. */
    @Nullable
    MicroNode built();

    /** Returns the namespace as far as it is known without a node. */
    String provisionalNamespace();
}
