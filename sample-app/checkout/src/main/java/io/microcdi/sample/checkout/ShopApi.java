package io.microcdi.sample.checkout;

import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.Route;

/** The routes of {@code checkout}: the service implements them, and its callers call them. */
public interface ShopApi {

    /** Sells something to a tenant. */
    @Route("/buy")
    Receipt buy(Order order, @Metadata("tenant") String tenant);
}
