package io.microcdi.it.app;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** A handler with nothing special. */
@MicroService
public class Plain {
    /** Its payload. */
    @Route("/echo")
    public String echo(String text) {
        return text;
    }
}
