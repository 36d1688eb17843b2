package ${package};

import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** The routes of the service. Another application that has this interface injects it, and calls its methods. */
@RegisterMicroClient("${artifactId}")
public interface Greetings {

    /** Greets somebody. A call may be repeated after a failure. */
    @Route(value = "/hello/{name}", idempotent = true)
    Greeting hello(@RouteParam("name") String name);
}
