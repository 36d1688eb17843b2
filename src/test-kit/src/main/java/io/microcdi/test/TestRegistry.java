package io.microcdi.test;

import io.microcdi.registry.MicroRegistry;

/** The registry of a class with {@link WithRegistry}. Thread-safe. */
public interface TestRegistry {

    /** Returns the address for {@code micro.registry.url}, for example {@code ws://127.0.0.1:40123}. */
    String url();

    /** Returns the registry itself, which lists the registered nodes. */
    MicroRegistry registry();
}
