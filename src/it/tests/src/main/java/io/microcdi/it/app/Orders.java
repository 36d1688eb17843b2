package io.microcdi.it.app;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;

import io.microcdi.MicroCaller;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.cdi.MicroService;
import io.microcdi.error.MicroException;

/** Routes with constraints. */
@MicroService
public class Orders {

    private final AtomicInteger begun = new AtomicInteger();

    @Inject
    MicroCaller caller;

    @Inject
    Stock stock;

    /** A part of an order. */
    public static class Item {

        /** The article. */
        @NotBlank
        public String name;

        /** How many. */
        @Positive
        public int count;
    }

    /** Takes a list of items, and answers with their number. */
    @Route("/order")
    public int order(@NotNull List<@Valid Item> items) {
        begun.incrementAndGet();
        return items.size();
    }

    /** Takes a number from the path. */
    @Route("/line/{number}")
    public int line(@RouteParam("number") @Max(9) int number) {
        begun.incrementAndGet();
        return number;
    }

    /** Its message would tell the value. */
    @Route("/secret")
    public void secret(@Pattern(regexp = "[a-z]+", message = "${validatedValue} is bad") String secret) {
        begun.incrementAndGet();
    }

    /** Violates a constraint of another bean, if anything checks it. */
    @Route("/nested")
    public String nested() {
        return stock.take(null);
    }

    /** How many handlers with constraints have begun. */
    @Route("/begun")
    public int begun() {
        return begun.get();
    }

    /** Sends an invalid order to another application, and answers with what that one says. */
    @Route("/ask")
    public String ask(String namespace) {
        Item item = new Item();
        item.name = "a";
        try {
            return "done " + caller.call(namespace, "/order", List.of(item), int.class);
        } catch (MicroException refusal) {
            return refusal.status() + " " + refusal.mayHaveExecuted() + " " + refusal.body().text();
        }
    }
}
