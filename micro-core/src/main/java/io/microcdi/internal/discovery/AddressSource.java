package io.microcdi.internal.discovery;

import io.microcdi.internal.address.InstanceKey;

/** Finds the address that a node advertises, as far as it is known now. */
public interface AddressSource {

    /**
     * Returns the address to advertise.
     *
     * @throws IllegalStateException if the address is not known, or not known yet. The message names the keys to
     *        configure
     * @throws IllegalArgumentException if the configured address is invalid
     */
    InstanceKey find();

    /** Returns the scheme by which other nodes dial this node, {@code ws} or {@code wss}. */
    default String scheme() {
        return "ws";
    }
}
