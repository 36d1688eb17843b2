package io.microcdi.it.app;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import javax.naming.InitialContext;
import javax.naming.NamingException;

import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;

import io.microcdi.RouteContext;
import io.microcdi.annotation.MicroService;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** Handlers that tell what they found around them. */
@MicroService
public class Scopes {
    @Inject
    Visit visit;

    @Inject
    Visitors visitors;

    /** The request-scoped bean is the same throughout the method, and another with the next request. */
    @Route("/scope")
    public Map<String, Object> scope() {
        return Map.of("first", visit.id(), "again", visitors.visit(), "alive", visit.alive());
    }

    /** With a transaction. */
    @Route("/transaction")
    @Transactional
    public Map<String, Object> transaction() throws NamingException {
        return Map.of("status", status());
    }

    /** Without. */
    @Route("/no-transaction")
    public Map<String, Object> noTransaction() throws NamingException {
        return Map.of("status", status());
    }

    /** What the request says of itself. */
    @Route("/context/{name}")
    public CompletionStage<Map<String, Object>> context(@RouteParam("name") String name, RouteContext context) {
        return CompletableFuture.completedFuture(Map.of("name", name, "url", context.url(), "namespace",
                context.callerNamespace(), "key", context.callerKey(), "remaining", context.remaining().toMillis()));
    }

    private static int status() throws NamingException {
        TransactionSynchronizationRegistry registry = InitialContext
                .doLookup("java:comp/TransactionSynchronizationRegistry");
        return registry.getTransactionStatus();
    }
}
