package io.microcdi.internal.registry;

import org.jspecify.annotations.Nullable;

import io.microcdi.registry.InstanceView;

/**
 * An instance with all that the HTTP API tells of it.
 *
 * @param scheme by which others dial it, {@code ws} or {@code wss}
 * @param hold {@code null} if callers find it
 * @param calls the calls that it has served, as it reports them; {@code null} if it reports none, or if its own registry has
 *        not told them
 */
public record InstanceDetail(String namespace, InstanceView view, String scheme, @Nullable OperatorHold hold,
        @Nullable CallNumbers calls) {
}
