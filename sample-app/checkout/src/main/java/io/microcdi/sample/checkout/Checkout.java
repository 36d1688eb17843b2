package io.microcdi.sample.checkout;

import jakarta.inject.Inject;

import io.microcdi.CallOptions;
import io.microcdi.cdi.MicroService;

/** What others may call at the namespace {@code checkout}. */
@MicroService
public class Checkout implements ShopApi {

    @Inject
    Payments payments;

    /**
     * Sells something: the call to payments inherits the correlation id and the time left of the one being served, and its
     * tenant by {@code micro.propagate}.
     */
    @Override
    public Receipt buy(Order order, String tenant) {
        return payments.charge(new Charge(order.total(), order.currency()), null, CallOptions.DEFAULTS);
    }
}
