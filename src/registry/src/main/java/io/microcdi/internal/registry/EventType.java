package io.microcdi.internal.registry;

import java.util.Locale;

/** The kinds of events in a registry. */
public enum EventType {
    /** An instance registered. */
    JOINED,
    /** An instance said that it leaves. */
    LEFT,
    /** The connection of an instance broke. */
    LOST,
    /** The registry heard nothing of an instance for too long. */
    EVICTED,
    /** A person hid an instance from callers. */
    EJECTED,
    /** A person showed an instance to callers again. */
    RESTORED,
    /** A person hid an instance from callers until it leaves. */
    DRAINING,
    /** Another registry of the cluster is lost. */
    REGISTRY_LOST,
    /** Another registry of the cluster is back. */
    REGISTRY_BACK;

    /** Returns the name in the HTTP API. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns whether an instance is gone. */
    public boolean isDeparture() {
        return this == LEFT || this == LOST || this == EVICTED;
    }
}
