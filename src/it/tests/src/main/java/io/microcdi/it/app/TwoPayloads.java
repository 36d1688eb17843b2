package io.microcdi.it.app;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/** Cannot be served: nobody could say which parameter the payload is. */
@MicroService
public class TwoPayloads {
    /** With one parameter too many. */
    @Route("/sum")
    public int sum(Integer left, Integer right) {
        return left + right;
    }
}
