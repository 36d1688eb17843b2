package io.microcdi.internal.registry;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.microcdi.GenericType;
import io.microcdi.internal.call.InterceptedCall;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.RegistryCall;

/** A call with its settings. */
record BoundCall(TypedCalls calls, String address, long timeoutNanos, CallProtocol protocol,
        Map<String, String> metadata) implements RegistryCall {

    private static final String NO_TYPE = "the type of the answer is null";

    BoundCall {
        Objects.requireNonNull(address, "the address is null");
        Objects.requireNonNull(protocol, "the protocol is null");
    }

    /**
     * A timeout in nanoseconds. A timeout that is too long for a deadline becomes the longest possible one.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    static long nanos(Duration timeout) {
        if (timeout == null || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "timeout " + timeout + ": expected more than zero, as Duration.ofSeconds(1)");
        }
        long longest = Long.MAX_VALUE / 2;
        return timeout.compareTo(Duration.ofNanos(longest)) > 0 ? longest : timeout.toNanos();
    }

    @Override
    public RegistryCall timeout(Duration timeout) {
        return new BoundCall(calls, address, nanos(timeout), protocol, metadata);
    }

    @Override
    public RegistryCall protocol(CallProtocol newProtocol) {
        return new BoundCall(calls, address, timeoutNanos, newProtocol, metadata);
    }

    @Override
    public RegistryCall with(String name, String value) {
        return new BoundCall(calls, address, timeoutNanos, protocol,
                InterceptedCall.added(metadata, null, name, value));
    }

    @Override
    public <T> T call(Object payload, Class<T> type) {
        return calls.call(this, payload, Objects.requireNonNull(type, NO_TYPE));
    }

    @Override
    public <T> T call(Object payload, GenericType<T> type) {
        return calls.call(this, payload, of(type));
    }

    @Override
    public <T> CompletableFuture<T> callAsync(Object payload, Class<T> type) {
        return calls.callAsync(this, payload, Objects.requireNonNull(type, NO_TYPE));
    }

    @Override
    public <T> CompletableFuture<T> callAsync(Object payload, GenericType<T> type) {
        return calls.callAsync(this, payload, of(type));
    }

    private static Type of(GenericType<?> type) {
        return Objects.requireNonNull(type, NO_TYPE).type();
    }
}
