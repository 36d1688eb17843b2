package io.microcdi.internal.cdi.route;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.microcdi.MicroPeer;
import io.microcdi.RouteContext;

/** A request with what a test gives it: the engine's own cannot be had without its sockets. */
class FixedContext implements RouteContext {

    private final Map<String, String> params;
    private final Object payload;

    FixedContext() {
        this(Map.of(), null);
    }

    FixedContext(Map<String, String> params, Object payload) {
        this.params = params;
        this.payload = payload;
    }

    @Override
    public String url() {
        return "/fixed";
    }

    @Override
    public String param(String name) {
        return params.get(name);
    }

    @Override
    public Map<String, String> params() {
        return params;
    }

    @Override
    @SuppressWarnings("unchecked") // a test gives what its method takes
    public <T> T payload(Type type) {
        return (T) payload;
    }

    @Override
    public String callerNamespace() {
        return "test";
    }

    @Override
    public String callerKey() {
        return "localhost:1";
    }

    @Override
    public Optional<String> correlationId() {
        return Optional.empty();
    }

    @Override
    public Duration remaining() {
        return Duration.ofSeconds(1);
    }

    @Override
    public boolean isAborted() {
        return false;
    }

    @Override
    public void onAbort(Runnable action) {
        // never aborted
    }

    @Override
    public Optional<MicroPeer> peer() {
        return Optional.empty();
    }

    @Override
    public Runnable wrap(Runnable action) {
        return action;
    }

    @Override
    public <T> Callable<T> wrap(Callable<T> action) {
        return action;
    }
}
