package io.microcdi.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Reaches the request's bean by a way of its own. */
@ApplicationScoped
public class Visitors {
    @Inject
    Visit visit;

    /** Which visit it sees. */
    public String visit() {
        return visit.id();
    }
}
