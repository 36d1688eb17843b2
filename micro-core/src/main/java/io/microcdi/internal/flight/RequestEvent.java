package io.microcdi.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A served request, from its arrival to its answer. */
@Name("io.microcdi.Request")
@Label("Served Request")
@Category("MicroCDI")
@StackTrace(false)
final class RequestEvent extends Event {

    private static final RequestEvent PROBE = new RequestEvent();

    @Label("Namespace of the Caller")
    String caller;

    @Label("Instance of the Caller")
    String instance;

    @Label("Route")
    String route;

    @Label("Status")
    String status;

    @Label("Correlation Id")
    String correlationId;

    static RequestEvent started() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        RequestEvent event = new RequestEvent();
        event.begin();
        return event;
    }

    void end(String newCaller, String newInstance, String newRoute, String newStatus, String newCorrelationId) {
        end();
        if (shouldCommit()) {
            caller = newCaller;
            instance = newInstance;
            route = newRoute;
            status = newStatus;
            correlationId = newCorrelationId;
            commit();
        }
    }
}
