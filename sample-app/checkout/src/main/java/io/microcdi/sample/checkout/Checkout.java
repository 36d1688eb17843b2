package io.microcdi.sample.checkout;

import jakarta.inject.Inject;

import io.microcdi.CallOptions;
import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** What others may call at the namespace {@code checkout}. */
@MicroService
public class Checkout {

    @Inject
    Payments payments;

    /** Sells something: the call to payments inherits the correlation id and the time left of the one being served. */
    @Route("/buy")
    public Receipt buy(Order order, @Metadata("tenant") String tenant) {
        return payments.charge(new Charge(order.total(), order.currency()), tenant, CallOptions.DEFAULTS);
    }
}
