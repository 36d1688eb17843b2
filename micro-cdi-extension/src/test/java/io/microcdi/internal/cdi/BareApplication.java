package io.microcdi.internal.cdi;

import jakarta.inject.Inject;

import io.microcdi.MicroNode;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** An application that is run by a class loader of its own, without what a full server has. */
public final class BareApplication {

    @MicroService
    static class Greeter {
        @Inject
        MicroNode node;

        @Route("/greet")
        String greet(String name) {
            return "hello " + name + " from " + node.namespace();
        }
    }

    private BareApplication() {
    }

    /** Deploys it, and calls its route. */
    public static String run(String name) throws Exception {
        try (App app = App.of(Greeter.class)) {
            return app.call("/greet", name, String.class);
        }
    }
}
