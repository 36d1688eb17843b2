package io.microcdi.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.microcdi.MicroCaller;
import io.microcdi.annotation.Route;

/**
 * Is called, and calls others of its kind. Its scope is one that every server knows: WildFly does not find a stereotype
 * that is in the libraries of a WAR, where that WAR is in an EAR.
 */
@ApplicationScoped
public class Greeter {
    @Inject
    MicroCaller caller;

    /** A greeting. */
    @Route("/greet")
    public String greet(String name) {
        return "hello " + name;
    }

    /** The greeting of another namespace. */
    @Route("/relay")
    public String relay(String namespace) {
        return caller.call(namespace, "/greet", "from afar", String.class);
    }
}
