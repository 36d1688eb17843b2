package io.microcdi.it.stop;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Destroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;

/** The events of CDI. */
public class MomentsExtension implements Extension {

    void ends(@Observes BeforeShutdown event) {
        Moments.note("CDI BeforeShutdown");
    }

    /** A bean of the application. */
    @ApplicationScoped
    public static class Observer {
        void begins(@Observes @Initialized(ApplicationScoped.class) Object event) {
            // so that the bean has an instance
        }

        void willEnd(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
            Moments.note("CDI @BeforeDestroyed(ApplicationScoped)");
        }

        void hasEnded(@Observes @Destroyed(ApplicationScoped.class) Object event) {
            Moments.note("CDI @Destroyed(ApplicationScoped)");
        }

        @PreDestroy
        void ends() {
            Moments.note("@PreDestroy of a bean");
        }
    }
}
