package io.microcdi.it.app;

import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** Cannot be a client: one route has two meanings. */
@RegisterMicroClient("till")
public interface ClashClient {

    /** Answers a text. */
    @Route("/receipts/{id}")
    String receipt(@RouteParam("id") String id);

    /** Calls the same route, which answers a number here. */
    @Route("/receipts/{number}")
    int count(@RouteParam("number") String number);
}
