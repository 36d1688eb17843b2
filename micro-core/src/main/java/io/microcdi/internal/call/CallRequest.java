package io.microcdi.internal.call;

import java.util.Map;

import io.microcdi.error.CallDetails;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.json.CorrelatedPayload;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.Metadata;

/** The request of one call. All attempts share it, so that a retry has the same correlation id. Thread-safe. */
final class CallRequest {

    private final String namespace;
    private final String url;
    private final String quotedUrl;
    private final String payload;
    private final String correlationId;
    private final String authorization;
    private final Map<String, String> metadata;
    private final CallSettings settings;
    private final long deadline;
    private final PeerAddress fixed;
    private final RetryBudget budget;
    private final InterceptedCall intercepted;
    private final long beganAt;
    private final Object event;
    /** The payload for peers that know no metadata. It is made when it is first needed. */
    private volatile String correlated;

    /**
     * Makes a request.
     *
     * @param payload the JSON text that the caller passed; {@code null} for no payload
     * @param correlationId the id to use if the payload has none of its own
     * @param authorization the authorization of the user; {@code null} for none
     * @param metadata the metadata of the application
     * @param deadline the deadline in the timer's nanoseconds
     * @param fixed the only address to call; {@code null} to choose an instance of the namespace
     * @param budget the budget for the retries of the namespace
     * @param intercepted the call as its interceptors see it; {@code null} if there are none
     * @param beganAt when the call began, in the timer's nanoseconds
     * @param event the event of the call for the Flight Recorder; {@code null} if it is not recorded
     */
    CallRequest(String namespace, String url, String payload, String correlationId, String authorization,
            Map<String, String> metadata, CallSettings settings, long deadline, PeerAddress fixed, RetryBudget budget,
            InterceptedCall intercepted, long beganAt, Object event) {
        this.namespace = namespace;
        this.url = url;
        this.quotedUrl = JsonText.quote(url);
        this.payload = payload;
        String own = CorrelatedPayload.idOf(payload);
        this.correlationId = Metadata.isCorrelationId(own) ? own : correlationId;
        this.authorization = authorization;
        this.metadata = metadata;
        this.settings = settings;
        this.deadline = deadline;
        this.fixed = fixed;
        this.budget = budget;
        this.intercepted = intercepted;
        this.beganAt = beganAt;
        this.event = event;
    }

    String namespace() {
        return namespace;
    }

    String url() {
        return url;
    }

    /** Returns the url as JSON text. */
    String quotedUrl() {
        return quotedUrl;
    }

    /** Returns the JSON text that the caller passed; {@code null} for no payload. */
    String payload() {
        return payload;
    }

    /** Returns the payload with the correlation id in it, for peers that know no metadata. */
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

    /** Returns the metadata as JSON text, for peers that know metadata. */
    String metadata() {
        return Metadata.of(correlationId, authorization, metadata);
    }

    /** Returns the metadata of a request to this node. */
    Map<String, String> entries() {
        return Metadata.entries(correlationId, authorization, metadata);
    }

    /** Returns whether a peer that takes no metadata would miss something beside the correlation id. */
    boolean needsMetadata() {
        return authorization != null || !metadata.isEmpty();
    }

    /** Returns the authorization of the user; {@code null} for none. Never log it. */
    String authorization() {
        return authorization;
    }

    CallSettings settings() {
        return settings;
    }

    long deadline() {
        return deadline;
    }

    /** Returns the only address to call; {@code null} to choose an instance of the namespace. */
    PeerAddress fixed() {
        return fixed;
    }

    RetryBudget budget() {
        return budget;
    }

    /** Returns the call as its interceptors see it; {@code null} if there are none. */
    InterceptedCall intercepted() {
        return intercepted;
    }

    /** Returns when the call began, in the timer's nanoseconds. */
    long beganAt() {
        return beganAt;
    }

    /** Returns the event of the call for the Flight Recorder; {@code null} if it is not recorded. */
    Object event() {
        return event;
    }

    CallDetails details() {
        return new CallDetails(namespace, url, null, correlationId);
    }
}
