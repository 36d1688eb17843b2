package io.microcdi.internal.discovery;

import io.microcdi.internal.address.InstanceKey;

/** Where a node listens, as far as it is known now. */
public interface AddressSource {

    /**
     * The address to advertise.
     *
     * @throws IllegalStateException if it is not known (yet); the message says what to configure
     * @throws IllegalArgumentException if what is configured is no address
     */
    InstanceKey find();

    /** How others dial it, {@code ws} or {@code wss}. */
    default String scheme() {
        return "ws";
    }
}
