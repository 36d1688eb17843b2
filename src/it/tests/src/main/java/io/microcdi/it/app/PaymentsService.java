package io.microcdi.it.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;

import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.RouteException;

/** Serves payments. {@code @Typed} leaves {@code @Inject Refunds} to the client, also in this application. */
@MicroService
@Typed(PaymentsService.class)
public class PaymentsService implements Refunds {
    private static final int FAILURES = 2;
    private static final long LONG = 20_000;

    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    @Inject
    Refunds client;

    /** Charges an amount. */
    @Route("/charge")
    public String charge(int amount) {
        return "charged " + amount;
    }

    /** Returns a receipt; fails twice for an id with {@code flaky}, always for {@code broken}, and hangs for {@code slow}. */
    @Route("/receipts/{id}")
    public String receipt(@RouteParam("id") String id) throws InterruptedException {
        int call = calls.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
        if (id.startsWith("broken") || id.startsWith("flaky") && call <= FAILURES) {
            throw new RouteException(409, "call " + call);
        }
        if (id.startsWith("slow")) {
            new CountDownLatch(1).await(LONG, TimeUnit.MILLISECONDS);
        }
        return "receipt of call " + call;
    }

    /** Returns how often {@link #receipt} was called for an id. */
    @Route("/calls/{id}")
    public int calls(@RouteParam("id") String id) {
        return calls.getOrDefault(id, new AtomicInteger()).get();
    }

    @Override
    public String refund(String id) throws NoReceiptException {
        if (id.startsWith("no")) {
            throw new NoReceiptException(id);
        }
        return "refunded " + id;
    }

    /** Refunds by the client of this application. */
    @Route("/refunds-by-client/{id}")
    public String refundByClient(@RouteParam("id") String id) throws NoReceiptException {
        return client.refund(id) + " by " + (client.getClass() == getClass() ? "the service" : "the client");
    }
}
