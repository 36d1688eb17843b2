package io.microcdi.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A further attempt of a call. */
@Name("io.microcdi.Retry")
@Label("Retry")
@Category("MicroCDI")
@StackTrace(false)
final class RetryEvent extends Event {

    private static final RetryEvent PROBE = new RetryEvent(null, null, null, null, null);

    @Label("Namespace")
    final String namespace;

    @Label("URL")
    final String url;

    @Label("Instance of the Next Attempt")
    final String instance;

    @Label("Correlation Id")
    final String correlationId;

    @Label("Failure of the Last Attempt")
    final String failure;

    RetryEvent(String namespace, String url, String instance, String correlationId, String failure) {
        this.namespace = namespace;
        this.url = url;
        this.instance = instance;
        this.correlationId = correlationId;
        this.failure = failure;
    }

    static boolean isWanted() {
        return PROBE.isEnabled();
    }
}
