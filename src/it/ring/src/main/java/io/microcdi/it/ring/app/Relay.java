package io.microcdi.it.ring.app;

import java.security.Principal;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import io.microcdi.GenericType;
import io.microcdi.MicroNode;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** Calls the next one and waits for its answer, to which it adds what it saw itself. */
@MicroService
public class Relay {
    private static final GenericType<LinkedList<Visit>> VISITS = new GenericType<>() {
    };

    private final CompletableFuture<Visit> stayed = new CompletableFuture<>();
    private final MicroNode node;

    /** For the proxy. */
    protected Relay() {
        this(null);
    }

    /** In a container and without one. */
    @Inject
    public Relay(MicroNode node) {
        this.node = node;
    }

    /** The visits of this handler and of all that it called. */
    @Route("/hop")
    public List<Visit> hop(Journey journey, RouteContext context) throws InterruptedException {
        long begun = System.nanoTime();
        Visit visit = visit(context);
        if (journey.isStay() && journey.getStops().isEmpty()) {
            context.onAbort(() -> stayed.complete(ended(visit, begun)));
            new CountDownLatch(1).await();
        }
        List<Visit> visits = journey.getStops().isEmpty() ? new LinkedList<>()
                : node.caller().call(journey.getStops().get(0), "/hop", journey.rest(), VISITS);
        visits.add(0, ended(visit, begun));
        return visits;
    }

    /** The visit that was given up, as soon as there is one. */
    @Route("/stayed")
    public CompletionStage<Visit> stayed() {
        return stayed;
    }

    private Visit visit(RouteContext context) {
        Visit visit = new Visit();
        visit.setName(node.namespace());
        visit.setCaller(context.callerNamespace());
        visit.setUser(context.principal().map(Principal::getName).orElse(""));
        visit.setCorrelationId(context.correlationId().orElse(""));
        visit.setRemaining(context.remaining().toMillis());
        return visit;
    }

    private static Visit ended(Visit visit, long begun) {
        visit.setElapsed(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        return visit;
    }
}
