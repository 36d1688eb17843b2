package io.microcdi.it.app;

import io.microcdi.annotation.MicroService;
import io.microcdi.annotation.Route;

/** A handler with nothing special. */
@MicroService
public class Plain {
    /** Its payload. */
    @Route("/echo")
    public String echo(String text) {
        return text;
    }
}
