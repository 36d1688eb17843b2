package io.microcdi.internal.call;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.microcdi.MicroPeer;
import io.microcdi.PendingCall;
import io.microcdi.error.CallDetails;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.MicroException;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.Metadata;

/** One instance, at the other end of a link or in this process. */
final class LinkPeer implements MicroPeer {

    private final DefaultCaller caller;
    private final String namespace;
    private final InstanceKey key;
    private final Link link;

    /**
     * Makes a peer.
     *
     * @param link the link to the instance; {@code null} for this node itself
     */
    LinkPeer(DefaultCaller caller, String namespace, InstanceKey key, Link link) {
        this.caller = caller;
        this.namespace = namespace;
        this.key = key;
        this.link = link;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public String key() {
        return key.toString();
    }

    @Override
    public boolean isOpen() {
        return link == null || link.isOpen();
    }

    @Override
    public <T> PendingCall<T> request(String url, Object payload, Type type) {
        return request(url, payload, type, caller.settings(namespace), true);
    }

    @Override
    public <T> PendingCall<T> request(String url, Object payload, Type type, Duration timeout) {
        return request(url, payload, type, caller.settings(namespace).withRequestTimeout(timeout), true);
    }

    private <T> PendingCall<T> request(String url, Object payload, Type type, CallSettings settings, boolean counted) {
        DefaultCaller.checkUrl(url);
        Objects.requireNonNull(type, "the type is null");
        CallDetails details = new CallDetails(namespace, url, key.toString(), null);
        FutureOutcome<T> outcome = outcome(details, type);
        try {
            send(url, payload, settings, counted, details, outcome);
        } catch (MicroException e) {
            outcome.failed(e);
        }
        return outcome;
    }

    private <T> FutureOutcome<T> outcome(CallDetails details, Type type) {
        NodeEnvironment environment = caller.context().node().environment();
        return new FutureOutcome<>(new ResponseDecoder(environment.codec(), () -> details), type, caller.callbacks(),
                environment.timer());
    }

    /**
     * Sends a request.
     *
     * @throws MicroException if it cannot be sent. The outcome is not called then
     */
    private void send(String url, Object payload, CallSettings settings, boolean counted, CallDetails details,
            FutureOutcome<?> outcome) {
        String json = caller.encode(payload, details);
        String authorization = caller.context().node().userAuthorization();
        Map<String, String> metadata = caller.metadata(Map.of(), authorization, details);
        InterceptedCall intercepted = intercept(details, settings, metadata, authorization);
        Outcome observed = outcome;
        if (intercepted != null) {
            metadata = intercepted.metadata();
            observed = intercepted.before(outcome);
        }
        PeerRequest request = new PeerRequest(details, observed, caller.context().node(),
                settings.requestTimeoutNanos(),
                link == null, counted && !url.startsWith(Node.OWN_ROUTES));
        if (intercepted != null && intercepted.isAnswered()) {
            // the request is never sent, so there is nothing to abort
            observed.succeeded(intercepted.answer());
            return;
        }
        outcome.abortedBy(request::abort);
        if (intercepted != null) {
            intercepted.attempt(key.toString());
        }
        if (link == null) {
            caller.context().node().local(url, json, Metadata.entries(null, authorization, metadata),
                    request.deadline(), request);
        } else {
            try {
                link.request(JsonText.quote(url), json, encodeMetadata(authorization, metadata, details), request);
            } catch (MicroException e) {
                observed.failed(e);
            }
        }
    }

    /** Runs the interceptors of a request or push, which is never repeated. */
    private InterceptedCall intercept(CallDetails details, CallSettings settings, Map<String, String> metadata,
            String authorization) {
        return caller.intercept(details, settings.withRetries(0), settings.requestTimeoutNanos(), metadata,
                authorization);
    }

    /**
     * Returns the metadata as JSON text; {@code null} for a peer that takes none. An interceptor takes time, in which
     * the hello may come, so that this is asked after all of them, and once.
     *
     * @throws MicroException if the authorization of the user may not travel over the link
     */
    private String encodeMetadata(String authorization, Map<String, String> metadata, CallDetails details) {
        if (!link.takesMetadata()) {
            return null;
        }
        if (authorization != null && !caller.context().node().maySendUser(link)) {
            throw DefaultCaller.plain(details);
        }
        return Metadata.of(null, authorization, metadata);
    }

    @Override
    public void close() {
        if (link != null) {
            link.close(CloseCodes.NORMAL, "closed by the application");
        }
    }

    @Override
    public void push(String url, Object payload) {
        DefaultCaller.checkUrl(url);
        CallDetails details = new CallDetails(namespace, url, key.toString(), null);
        if (link == null) {
            // as over a link, a payload that cannot be written is thrown
            send(url, payload, caller.settings(namespace), false, details, outcome(details, Void.class));
            return;
        }
        String json = caller.encode(payload, details);
        String authorization = caller.context().node().userAuthorization();
        Map<String, String> metadata = caller.metadata(Map.of(), authorization, details);
        InterceptedCall intercepted = intercept(details, caller.settings(namespace), metadata, authorization);
        if (intercepted == null) {
            push(url, json, encodeMetadata(authorization, metadata, details), details);
        } else if (intercepted.isAnswered()) {
            intercepted.end(null);
        } else {
            intercepted.attempt(key.toString());
            try {
                push(url, json, encodeMetadata(authorization, intercepted.metadata(), details), details);
                intercepted.end(null);
            } catch (MicroException e) {
                intercepted.end(e);
                throw e;
            }
        }
    }

    private void push(String url, String json, String metadata, CallDetails details) {
        if (!link.push(JsonText.quote(url), json, metadata)) {
            throw new CallRefusedException("the push to " + details + " was not queued: "
                    + (link.isOpen() ? "the link's write queue is full, or the message is larger than the peer takes"
                            : "the link is closed"),
                    details, 429);
        }
    }

    @Override
    public String toString() {
        return namespace + " at " + key;
    }
}
