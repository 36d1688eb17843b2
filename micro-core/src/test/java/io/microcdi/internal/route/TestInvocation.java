package io.microcdi.internal.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.microcdi.MicroPeer;
import io.microcdi.RouteHandler;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.security.AccessRule;
import io.microcdi.testing.TestTimer;

/** A run of a handler that notes how it ended. */
final class TestInvocation extends Invocation {

    static final TestTimer TIMER = new TestTimer();

    final List<Object> results = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    int skips;

    TestInvocation(String payload, RouteHandler handler) {
        this(payload, null, handler);
    }

    TestInvocation(String payload, Map<String, String> metadata, RouteHandler handler) {
        this(payload, metadata, handler, new PayloadCodec(jakarta.json.bind.JsonbBuilder.create()));
    }

    private TestInvocation(String payload, Map<String, String> metadata, RouteHandler handler, PayloadCodec codec) {
        super(new RouteMatch(new Route(RouteSpec.of("/orders/{id}"), handler), "/orders/7"), payload, metadata,
                TIMER.nanoTime() + Duration.ofSeconds(30).toNanos(), TIMER, codec, new Cancellation(Runnable::run));
    }

    @Override
    protected void succeeded(Object result) {
        results.add(result);
    }

    @Override
    protected void failed(Throwable failure) {
        failures.add(failure);
    }

    @Override
    public void refuse(Failure failure) {
        throw new AssertionError(failure.message());
    }

    @Override
    public long latestStart() {
        return deadline();
    }

    @Override
    public long maxWaitNanos() {
        return 0;
    }

    @Override
    protected void skipped() {
        skips++;
    }

    @Override
    public String callerNamespace() {
        return "tests";
    }

    @Override
    public String callerKey() {
        return "localhost:1";
    }

    @Override
    public Optional<MicroPeer> peer() {
        return Optional.empty();
    }

    @Override
    protected void authorize(AccessRule rule) {
        // everybody may
    }
}
