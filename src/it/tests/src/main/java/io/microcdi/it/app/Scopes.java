package io.microcdi.it.app;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.inject.Inject;

import io.microcdi.RouteContext;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.cdi.MicroService;

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

    /** The data of the request. */
    @Route("/context/{name}")
    public CompletionStage<Map<String, Object>> context(@RouteParam("name") String name, RouteContext context) {
        return CompletableFuture.completedFuture(Map.of("name", name, "url", context.url(), "namespace",
                context.callerNamespace(), "key", context.callerKey(), "remaining", context.remaining().toMillis()));
    }
}
