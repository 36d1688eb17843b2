package io.microcdi.it.app;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;

/** Calls before the application has begun. */
@Startup
@Singleton
public class EagerSingleton {
    @Inject
    Eager eager;

    @PostConstruct
    void begin() {
        eager.call("singleton");
    }
}
