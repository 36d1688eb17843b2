package io.microcdi.it.app;

import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** Cannot be a client: a parameter is not in the path. */
@RegisterMicroClient("till")
public interface UnknownParamClient {

    /** The name differs from that in the path. */
    @Route("/receipts/{id}")
    String receipt(@RouteParam("number") String id);
}
