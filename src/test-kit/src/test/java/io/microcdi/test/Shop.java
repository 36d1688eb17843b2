package io.microcdi.test;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.microcdi.MicroCaller;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** An application of the tests: it calls {@code payments}, and serves a route itself. */
public final class Shop {

    public record Charge(int amount) {
    }

    public record Receipt(String id) {
    }

    public record SoldOut(String article) {
    }

    /** A bean that calls. */
    @ApplicationScoped
    public static class Checkout {

        @Inject
        MicroCaller caller;

        public Receipt pay(int amount) {
            return caller.to("payments").with("tenant", "acme").call("/charge", new Charge(amount), Receipt.class);
        }
    }

    /** A bean that serves, and calls for it. */
    @MicroService
    public static class Orders {

        @Inject
        Checkout checkout;

        @Route("/orders")
        Receipt order(Charge charge) {
            return checkout.pay(charge.amount());
        }
    }

    private Shop() {
    }
}
