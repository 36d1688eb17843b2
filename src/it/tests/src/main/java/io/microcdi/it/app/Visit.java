package io.microcdi.it.app;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;

/** One for each request; how many there are now is counted. */
@RequestScoped
public class Visit {
    private static final AtomicInteger ALIVE = new AtomicInteger();

    private final String id = UUID.randomUUID().toString();

    @PostConstruct
    void begin() {
        ALIVE.incrementAndGet();
    }

    @PreDestroy
    void end() {
        ALIVE.decrementAndGet();
    }

    /** Which one it is. */
    public String id() {
        return id;
    }

    /** How many there are, this one included. */
    public int alive() {
        return ALIVE.get();
    }
}
