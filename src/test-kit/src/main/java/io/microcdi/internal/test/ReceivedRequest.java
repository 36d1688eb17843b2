package io.microcdi.internal.test;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import io.microcdi.RawJson;
import io.microcdi.RouteContext;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.test.FakeRequest;

/** A request that came to a fake, and when. */
final class ReceivedRequest implements FakeRequest {

    private final RouteContext context;
    private final String instance;
    private final Duration at;

    ReceivedRequest(RouteContext context, String instance, Duration at) {
        this.context = context;
        this.instance = instance;
        this.at = at;
    }

    @Override
    public String url() {
        return context.url();
    }

    @Override
    public String param(String name) {
        return context.param(Objects.requireNonNull(name, "the name is null"));
    }

    @Override
    public <T> T payload(Class<T> type) {
        return payload((Type) type);
    }

    @Override
    public <T> T payload(Type type) {
        return context.payload(Objects.requireNonNull(type, "the type is null"));
    }

    @Override
    public Optional<String> metadata(String name) {
        return context.metadata(Objects.requireNonNull(name, "the name is null"));
    }

    @Override
    public Optional<String> correlationId() {
        return context.correlationId();
    }

    @Override
    public String callerNamespace() {
        return context.callerNamespace();
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public boolean isAborted() {
        return context.isAborted();
    }

    /** Returns the request in one line, for a message. */
    @Override
    public String toString() {
        RawJson payload = context.payload(RawJson.class);
        String text = payload == null || payload.text() == null ? "" : " " + Excerpts.of(payload.text());
        return url() + text + ", from " + callerNamespace() + " to " + instance + ", at " + at.toMillis() + " ms";
    }
}
