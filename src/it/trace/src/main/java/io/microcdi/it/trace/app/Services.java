package io.microcdi.it.trace.app;

import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Inject;

import io.microcdi.MicroCaller;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.RouteException;

/** The routes of {@code checkout} and {@code payments}: one calls the other, which calls {@code ledger}. */
@MicroService
public class Services {

    private final AtomicBoolean refused = new AtomicBoolean();
    private final MicroCaller caller;

    /** For the proxy. */
    protected Services() {
        this(null);
    }

    /** Called by the container. */
    @Inject
    public Services(MicroCaller caller) {
        this.caller = caller;
    }

    /** A route of {@code checkout}. It calls a route of {@code payments}. */
    @Route("/pay")
    public String pay(String route) {
        return caller.to("payments").idempotent().call(route, null, String.class);
    }

    /** A route of {@code checkout}. It calls a route of {@code stock} once. */
    @Route("/ask")
    public String ask(String route) {
        return caller.to("stock").retries(0).call(route, null, String.class);
    }

    /** A route of {@code payments}. */
    @Route("/charge")
    public String charge() {
        return caller.call("ledger", "/entries/17", null, String.class);
    }

    /** A route of {@code payments} that refuses its first request. */
    @Route("/charge-again")
    public String chargeAgain() {
        if (refused.compareAndSet(false, true)) {
            throw new RouteException(503, "not now");
        }
        return charge();
    }

    /** A route of {@code payments} that calls a route which fails. */
    @Route("/charge-in-vain")
    public String chargeInVain() {
        return caller.call("ledger", "/fails", null, String.class);
    }
}
