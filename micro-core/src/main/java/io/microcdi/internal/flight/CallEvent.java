package io.microcdi.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An outgoing call, with all its attempts. */
@Name("io.microcdi.Call")
@Label("Outgoing Call")
@Category("MicroCDI")
@StackTrace(false)
final class CallEvent extends Event {

    /** Asked whether a recording wants such events, so that none is made otherwise. */
    private static final CallEvent PROBE = new CallEvent();

    @Label("Namespace")
    String namespace;

    @Label("URL")
    String url;

    @Label("Instance")
    String instance;

    @Label("Attempts")
    int attempts;

    @Label("Correlation Id")
    String correlationId;

    @Label("Failure")
    String failure;

    static CallEvent started() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        CallEvent event = new CallEvent();
        event.begin();
        return event;
    }

    void end(String newNamespace, String newUrl, String newInstance, int newAttempts, String newCorrelationId,
            String newFailure) {
        end();
        if (shouldCommit()) {
            namespace = newNamespace;
            url = newUrl;
            instance = newInstance;
            attempts = newAttempts;
            correlationId = newCorrelationId;
            failure = newFailure;
            commit();
        }
    }
}
