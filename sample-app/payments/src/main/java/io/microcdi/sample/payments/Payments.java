package io.microcdi.sample.payments;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

import jakarta.inject.Inject;

import io.microcdi.MicroNode;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.RouteException;

/** The routes of the namespace {@code payments}. */
@MicroService
public class Payments {

    private static final BigDecimal LIMIT = new BigDecimal(10_000);

    @Inject
    MicroNode node;

    @Inject
    Receipts receipts;

    /** Takes a payment. The tenant travels beside the payload, as metadata. */
    @Route("/charge")
    public Receipt charge(Charge charge, RouteContext context) {
        if (charge == null || charge.amount() == null || charge.amount().signum() <= 0) {
            throw new RouteException(422, "The amount must be more than zero.");
        }
        if (charge.amount().compareTo(LIMIT) > 0) {
            throw new LimitExceededException(new Limit(LIMIT, charge.currency()));
        }
        Receipt receipt = new Receipt(UUID.randomUUID().toString(), "PAID", charge.amount(), charge.currency(),
                Instant.now(), context.metadata("tenant").orElse("none"), node.key());
        receipts.add(receipt);
        return receipt;
    }

    /** Finds an earlier receipt. The route is idempotent, so that callers may repeat the call after a failure. */
    @Route(value = "/receipts/{id}", idempotent = true)
    public Receipt receipt(@RouteParam("id") String id) {
        return receipts.find(id).orElseThrow(() -> new RouteException(404, "There is no receipt " + id + "."));
    }
}
