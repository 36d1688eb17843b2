package io.microcdi.internal.registry;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An ejection or a drain by an operator. Immutable.
 *
 * @param drain whether this ends when the instance leaves by itself; otherwise it is ejected
 * @param by the operator
 * @param until when the registry shows the instance again; {@code null} if an operator must do that
 */
public record OperatorHold(boolean drain, String by, Instant since, @Nullable Instant until) {

    EventType type() {
        return drain ? EventType.DRAINING : EventType.EJECTED;
    }

    /**
     * Returns the state of an instance in the HTTP API.
     *
     * @param hold {@code null} if callers find the instance
     */
    public static String state(@Nullable OperatorHold hold) {
        return hold == null ? "healthy" : hold.type().text();
    }
}
