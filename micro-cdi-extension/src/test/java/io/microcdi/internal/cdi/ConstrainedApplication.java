package io.microcdi.internal.cdi;

import jakarta.validation.constraints.Size;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** An application with a constraint, which is run by a class loader of its own. */
public final class ConstrainedApplication {

    @MicroService
    static class Greeter {

        @Route("/greet")
        String greet(@Size(max = 2) String name) {
            return "hello " + name;
        }
    }

    private ConstrainedApplication() {
    }

    /** Deploys it, and calls its route. */
    public static String run(String name) throws Exception {
        try (App app = App.of(Greeter.class)) {
            return app.call("/greet", name, String.class);
        }
    }
}
