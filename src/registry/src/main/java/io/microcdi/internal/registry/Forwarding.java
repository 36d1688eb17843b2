package io.microcdi.internal.registry;

import java.util.concurrent.CompletableFuture;

import io.microcdi.error.CallDetails;
import io.microcdi.registry.ProxyAnswer;

/**
 * A call that the registry makes for another.
 *
 * @param details where it goes; without a namespace if none is registered that begins the address
 * @param answer never fails; {@code cancel} sends an abort to the instance
 */
record Forwarding(CallDetails details, CompletableFuture<ProxyAnswer> answer) {
}
