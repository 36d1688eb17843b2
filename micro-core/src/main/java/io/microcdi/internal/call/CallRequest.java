package io.microcdi.internal.call;

import io.microcdi.config.CallSettings;
import io.microcdi.error.CallDetails;
import io.microcdi.internal.json.CorrelatedPayload;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.Metadata;

/**
 * The request of one call, the same for all its attempts, so that a retry keeps the correlation id. Thread-safe.
 */
final class CallRequest {

    private final String namespace;
    private final String url;
    private final String quotedUrl;
    private final String payload;
    private final String correlationId;
    private final CallSettings settings;
    private final long deadline;
    private final PeerAddress fixed;
    /** For peers without metadata; made when the first of them is asked. */
    private volatile String correlated;

    /**
     * A request.
     *
     * @param payload JSON text as the caller has passed it; {@code null} for none
     * @param correlationId used unless the payload holds one of its own
     * @param deadline in the timer's nanoseconds
     * @param fixed the only address that is asked; {@code null} to choose an instance of the namespace
     */
    CallRequest(String namespace, String url, String payload, String correlationId, CallSettings settings,
            long deadline, PeerAddress fixed) {
        this.namespace = namespace;
        this.url = url;
        this.quotedUrl = JsonText.quote(url);
        this.payload = payload;
        String own = CorrelatedPayload.idOf(payload);
        this.correlationId = Metadata.isCorrelationId(own) ? own : correlationId;
        this.settings = settings;
        this.deadline = deadline;
        this.fixed = fixed;
    }

    String namespace() {
        return namespace;
    }

    String url() {
        return url;
    }

    /** The url as JSON text. */
    String quotedUrl() {
        return quotedUrl;
    }

    /** JSON text as the caller has passed it; {@code null} for none. */
    String payload() {
        return payload;
    }

    /** The payload with the correlation id in it, for peers that take no metadata. */
    String correlatedPayload() {
        String made = correlated;
        if (made == null) {
            made = CorrelatedPayload.inject(payload, correlationId);
            correlated = made;
        }
        return made;
    }

    String correlationId() {
        return correlationId;
    }

    /** The metadata as JSON text, for peers that take it. */
    String metadata() {
        return Metadata.ofCorrelationId(correlationId);
    }

    CallSettings settings() {
        return settings;
    }

    long deadline() {
        return deadline;
    }

    /** The only address that is asked; {@code null} to choose an instance of the namespace. */
    PeerAddress fixed() {
        return fixed;
    }

    CallDetails details() {
        return new CallDetails(namespace, url, null, correlationId);
    }
}
