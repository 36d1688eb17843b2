package io.microcdi.it.app;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import io.microcdi.annotation.Route;
import io.microcdi.error.RouteException;

/** A session bean that serves routes. */
@Stateless
public class Desk {
    @Inject
    Diary diary;

    /** Answers, with what is injected and in the container's own transaction. */
    @Route("/desk")
    public String greet(String name) {
        return "hello " + name + (diary.read().isEmpty() ? ", nothing yet" : ", we have news");
    }

    /** Fails with a status of its own, which the container wraps. */
    @Route("/desk-refuses")
    public String refuse() {
        throw new RouteException(418, "no coffee");
    }
}
