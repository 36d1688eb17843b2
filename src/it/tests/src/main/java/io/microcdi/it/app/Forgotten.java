package io.microcdi.it.app;

import io.microcdi.annotation.Route;

/** Nothing makes this a bean. */
public class Forgotten {
    /** Never called. */
    @Route("/forgotten")
    public void go() {
    }
}
