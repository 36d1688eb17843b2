package io.microcdi.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;

/** A bean that is no service, with a constraint. */
@ApplicationScoped
public class Stock {

    /** Takes a name. */
    public String take(@NotNull String name) {
        return "nothing checks " + name;
    }
}
