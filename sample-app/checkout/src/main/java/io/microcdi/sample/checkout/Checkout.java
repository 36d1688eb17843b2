package io.microcdi.sample.checkout;

import jakarta.inject.Inject;

import io.microcdi.CallOptions;
import io.microcdi.cdi.MicroService;

/** The routes of the namespace {@code checkout}. */
@MicroService
public class Checkout implements ShopApi {

    @Inject
    Payments payments;

    /**
     * Sells something. The call to {@code payments} takes over the correlation id and the remaining time of the request that
     * this thread serves, and its tenant by {@code micro.propagate}.
     */
    @Override
    public Receipt buy(Order order, String tenant) {
        return payments.charge(new Charge(order.total(), order.currency()), null, CallOptions.DEFAULTS);
    }
}
