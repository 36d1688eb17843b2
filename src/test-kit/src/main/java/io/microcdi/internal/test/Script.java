package io.microcdi.internal.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.microcdi.RawJson;
import io.microcdi.Registration;
import io.microcdi.RouteHandler;
import io.microcdi.error.RouteException;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.test.FakeAnswer;
import io.microcdi.test.FakeRoute;

/** The script of one route of a fake. Thread-safe. */
final class Script implements FakeRoute {

    private static final int OVERLOADED = 503;

    private record Step(Duration delay, FakeNode.Handler handler) {
    }

    private final FakeNode fake;
    private final TestWorld world;
    private final String path;
    private final List<Step> steps = new ArrayList<>();
    private Duration delay = Duration.ZERO;
    private int next;
    private Registration registration;

    Script(FakeNode fake, TestWorld world, String path) {
        this.fake = fake;
        this.world = world;
        this.path = path;
    }

    String path() {
        return path;
    }

    synchronized void serve(boolean idempotent) {
        close();
        registration = fake.serve(path, idempotent, this::handle);
    }

    synchronized void close() {
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }

    private Object handle(ReceivedRequest request) throws Exception {
        Step step = nextStep();
        if (step.delay.isZero()) {
            return step.handler.handle(request);
        }
        CompletableFuture<Object> later = new CompletableFuture<>();
        world.time().after(step.delay.toNanos(), () -> complete(later, step, request));
        return later;
    }

    private synchronized Step nextStep() {
        if (steps.isEmpty()) {
            throw new RequestRefusedException(404, "the script of " + path + " in the fake of " + fake.namespace()
                    + " has no step: add one, as answer(…)");
        }
        Step step = steps.get(next);
        next = Math.min(next + 1, steps.size() - 1);
        return step;
    }

    private static void complete(CompletableFuture<Object> later, Step step, ReceivedRequest request) {
        try {
            Object result = step.handler.handle(request);
            if (result instanceof CompletionStage<?> stage) {
                stage.whenComplete((value, failure) -> {
                    if (failure == null) {
                        later.complete(value);
                    } else {
                        later.completeExceptionally(failure);
                    }
                });
            } else {
                later.complete(result);
            }
        } catch (Throwable e) {
            // an assertion, too: the call would wait for an answer otherwise
            later.completeExceptionally(e);
        }
    }

    private synchronized FakeRoute add(FakeNode.Handler handler) {
        steps.add(new Step(delay, handler));
        delay = Duration.ZERO;
        return this;
    }

    @Override
    public FakeRoute answer() {
        return add(request -> RouteHandler.NOTHING);
    }

    @Override
    public FakeRoute answer(Object value) {
        return add(request -> value);
    }

    @Override
    public FakeRoute answer(FakeAnswer answer) {
        Objects.requireNonNull(answer, "the answer is null");
        return add(answer::answer);
    }

    @Override
    public FakeRoute fail(int status, String message) {
        return fail(status, message, RawJson.ABSENT);
    }

    @Override
    public FakeRoute fail(int status, String message, Object body) {
        RouteException checked = new RouteException(status, message).with(body);
        return add(request -> {
            throw new RouteException(status, message).with(checked.body());
        });
    }

    @Override
    public FakeRoute refuse() {
        return add(request -> {
            throw new RequestRefusedException(OVERLOADED, "the fake of " + fake.namespace() + " refuses " + path);
        });
    }

    @Override
    public FakeRoute loseLink() {
        return add(request -> {
            world.network().cut(request.instance());
            return new CompletableFuture<>();
        });
    }

    @Override
    public synchronized FakeRoute delay(Duration time) {
        if (Objects.requireNonNull(time, "the delay is null").isNegative()) {
            throw new IllegalArgumentException("delay " + time + ": expected zero or more");
        }
        delay = delay.plus(time);
        return this;
    }

    @Override
    public FakeRoute idempotent() {
        serve(true);
        return this;
    }
}
