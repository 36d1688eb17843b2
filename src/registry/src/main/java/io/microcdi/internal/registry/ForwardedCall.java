package io.microcdi.internal.registry;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.microcdi.error.CallDetails;
import io.microcdi.registry.ProxyAnswer;

/**
 * A call that the registry makes for another.
 *
 * @param where gives the namespace and the instance that was tried last
 * @param answer never fails; {@code cancel} sends an abort to the instance
 */
record ForwardedCall(Supplier<CallDetails> where, CompletableFuture<ProxyAnswer> answer) {

    /**
     * A call that ended before an instance was called. It has no namespace if no registered namespace begins the
     * address.
     */
    ForwardedCall(CallDetails details, ProxyAnswer answer) {
        this(() -> details, CompletableFuture.completedFuture(answer));
    }

    /** Returns where the call goes. */
    CallDetails details() {
        return where.get();
    }
}
