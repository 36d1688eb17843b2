package io.microcdi.internal.route;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

import io.microcdi.RequestEnd;
import io.microcdi.RequestObservation;
import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.internal.concurrent.Bulkhead;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.CorrelatedPayload;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.security.AccessRule;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.LoggedThrowable;
import io.microcdi.internal.wire.Metadata;

/**
 * One run of a handler, and the context of that run. It ends once: with a result, with a failure, or because it was
 * stopped. The result of a stopped handler is ignored.
 */
public abstract class Invocation implements RouteContext, Runnable, Bulkhead.Task {

    /** The key of the correlation id in the logging framework's diagnostic context. */
    public static final String MDC_KEY = "correlationId";

    /** About the bytes that a request without a payload takes. */
    private static final int BASIC_SIZE = 1_024;

    /** One line a second. */
    private static final LogLimit UNOBSERVED = LogLimit.of(1, TimeUnit.SECONDS.toNanos(1));

    private static final AtomicIntegerFieldUpdater<Invocation> OBSERVATION_ENDED = AtomicIntegerFieldUpdater
            .newUpdater(Invocation.class, "observationEnded");

    private static final ThreadLocal<Invocation> CURRENT = new ThreadLocal<>();

    private final RouteMatch match;
    private final String payload;
    private final Map<String, String> metadata;
    private final long deadline;
    private final Timer timer;
    private final PayloadCodec codec;
    private final Cancellation stop;
    private String correlationId;
    /** Volatile, because the thread that ends an overdue run reads it, too. */
    private volatile boolean correlationKnown;
    /** {@code null} if the run is not observed. */
    private volatile @Nullable RequestObservation observation;
    /** 1 if the observation has ended. */
    @SuppressWarnings("unused") // written by the updater
    private volatile int observationEnded;

    /**
     * Makes a run. It has not begun.
     *
     * @param payload JSON text; {@code null} for no payload
     * @param metadata the texts beside the payload; {@code null} from a peer without metadata, whose payload may
     *        contain the correlation id
     * @param deadline the deadline in the timer's nanoseconds
     * @param stop stops the handler
     */
    protected Invocation(RouteMatch match, String payload, Map<String, String> metadata, long deadline, Timer timer,
            PayloadCodec codec, Cancellation stop) {
        this.match = match;
        this.payload = payload;
        this.metadata = metadata;
        this.deadline = deadline;
        this.timer = timer;
        this.codec = codec;
        this.stop = stop;
    }

    /** Called with the handler's result: a value, {@code null}, or {@link RouteHandler#NOTHING}. */
    protected abstract void succeeded(Object result);

    /** Called when the handler has thrown, or its stage has failed. */
    protected abstract void failed(Throwable failure);

    /** Called when the handler has returned a stage. The run then ends on the thread that completes the stage. */
    protected void stageReturned() {
        // only a subclass whose run could not be stopped before overrides this
    }

    /** Called when the run was stopped and its stage was cancelled, which may have no effect. */
    protected void abandoned() {
        // only a subclass that records the end of its run overrides this
    }

    /** Called when the run was stopped before its handler began. */
    protected abstract void skipped();

    /** Tells the caller that the handler never runs. */
    public abstract void refuse(Failure failure);

    /**
     * Checks that the user of the request may use the route. Called on the handler's thread, before the payload is
     * bound.
     *
     * @throws RequestRefusedException if the user may not
     */
    protected abstract void authorize(AccessRule rule);

    /** Called on the handler's thread before its handler. Returns the observation of the run; {@code null} for none. */
    protected @Nullable RequestObservation observe() {
        return null;
    }

    /**
     * Ends the observation of the run, if there is one that has not ended. Called before the answer is sent.
     *
     * @param status the status of the answer as JSON text; {@code null} if there is no answer
     * @param thrown the exception of the handler; {@code null} for a result
     */
    protected final void observed(@Nullable String status, @Nullable Throwable thrown) {
        RequestObservation ended = observation;
        if (ended != null && OBSERVATION_ENDED.compareAndSet(this, 0, 1)) {
            try {
                ended.end(end(status, thrown));
            } catch (RuntimeException | Error e) {
                unobserved(e);
            }
        }
    }

    private static RequestEnd end(@Nullable String status, @Nullable Throwable thrown) {
        boolean isText = status != null && status.startsWith("\"");
        return new RequestEnd(status == null || isText ? 0 : Integer.parseInt(status),
                isText ? JsonText.unescape(status, 1, status.length() - 1) : null, status == null, thrown);
    }

    private void unobserved(Throwable thrown) {
        long leftOut = UNOBSERVED.take(timer.nanoTime());
        if (leftOut >= 0) {
            RouteLog.LOG.observationFailed(pattern(), leftOut, LoggedThrowable.of(thrown));
        }
    }

    /** Returns the current run of this thread; {@code null} outside a handler. */
    public static Invocation current() {
        return CURRENT.get();
    }

    /** Returns the pattern of the route. */
    public final String pattern() {
        return match.route().spec().pattern().text();
    }

    /** Returns the deadline of the run, in the timer's nanoseconds. */
    public final long deadline() {
        return deadline;
    }

    /** Returns whether the handler runs on the reading thread, where it must not block. */
    public final boolean isInline() {
        return match.route().spec().inline();
    }

    /** Returns the cancellation of the run. */
    public final Cancellation cancellation() {
        return stop;
    }

    /** Returns the metadata {@code authorization}; {@code null} if the request has none. Never log it. */
    public final String authorization() {
        return metadata == null ? null : metadata.get(Metadata.AUTHORIZATION);
    }

    @Override
    public final Optional<String> metadata(String name) {
        return !Metadata.isOwnName(Objects.requireNonNull(name, "the name is null")) || metadata == null
                ? Optional.empty()
                : Optional.ofNullable(metadata.get(name));
    }

    /** Returns the bound of its route; {@code null} if the route has none. */
    public final Bulkhead<Invocation> limit() {
        return match.route().limit();
    }

    /** Returns about how many bytes it keeps in memory. */
    public final long size() {
        long size = (long) BASIC_SIZE + url().length() + (payload == null ? 0 : payload.length());
        if (metadata != null) {
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                size += entry.getKey().length() + entry.getValue().length();
            }
        }
        return size;
    }

    /** Returns whether its handler has begun. */
    public final boolean hasBegun() {
        return stop.hasBegun();
    }

    /** All requests that come over no link are of one source. */
    @Override
    public Object source() {
        return Invocation.class;
    }

    @Override
    public final boolean isAbandoned() {
        return stop.isStopped();
    }

    @Override
    public void run() {
        if (!stop.begin()) {
            skipped();
            return;
        }
        begin();
        Object result;
        try {
            result = call(() -> {
                authorize(match.route().spec().access());
                return match.route().handler().handle(this);
            });
        } catch (Throwable e) { // the caller gets an answer for every throwable
            stop.end();
            failed(e);
            return;
        }
        stop.end();
        if (result instanceof CompletionStage<?> stage) {
            stageReturned();
            try {
                stop.watch(stage, this::abandoned);
                stage.whenComplete((value, failure) -> {
                    if (failure == null) {
                        succeeded(value);
                    } else {
                        failed(failure);
                    }
                });
            } catch (RuntimeException | Error e) { // a stage of the application's own kind may throw
                failed(e);
            }
        } else {
            succeeded(result);
        }
    }

    private void begin() {
        try {
            observation = observe();
        } catch (RuntimeException | Error e) {
            unobserved(e);
        }
    }

    /** Returns the action that ends the work of this thread for the observed request. */
    private Runnable enter(RequestObservation observed) {
        try {
            return observed.enter();
        } catch (RuntimeException | Error e) {
            unobserved(e);
            return () -> {
            };
        }
    }

    private <T> T call(Callable<T> action) throws Exception {
        RequestObservation observed = observation;
        if (observed == null) {
            return callInContext(action);
        }
        return callInContext(() -> {
            Runnable leave = enter(observed);
            try {
                return action.call();
            } finally {
                try {
                    leave.run();
                } catch (RuntimeException | Error e) {
                    unobserved(e);
                }
            }
        });
    }

    private <T> T callInContext(Callable<T> action) throws Exception {
        Invocation outer = CURRENT.get();
        CURRENT.set(this);
        try {
            String id = id();
            Map<String, Object> outerContext = LogContext.save();
            if (id != null) {
                MDC.put(MDC_KEY, id);
            }
            try {
                return action.call();
            } finally {
                if (id != null && outerContext == null) {
                    // usually the MDC has no other entry, so that there is nothing to restore
                    MDC.remove(MDC_KEY);
                }
                LogContext.restore(outerContext);
            }
        } finally {
            // even if the log fails. Set instead of removed, because the next run would allocate the entry again
            CURRENT.set(outer);
        }
    }

    private String id() {
        if (!correlationKnown) {
            String sent = metadata == null ? CorrelatedPayload.idOf(payload) : metadata.get(Metadata.CORRELATION_ID);
            // checked, because the id is logged and sent to other nodes
            correlationId = sent == null || Metadata.isCorrelationId(sent) ? sent : UUID.randomUUID().toString();
            correlationKnown = true;
        }
        return correlationId;
    }

    @Override
    public final String url() {
        return match.url();
    }

    @Override
    public final String param(String name) {
        return match.parameter(Objects.requireNonNull(name, "the name is null"));
    }

    @Override
    public final Map<String, String> params() {
        return match.parameters();
    }

    @Override
    @SuppressWarnings("unchecked") // the codec returns what the type says
    public final <T> T payload(Type type) {
        Objects.requireNonNull(type, "the type is null");
        return (T) codec.decode(metadata == null ? CorrelatedPayload.unwrap(payload, type) : payload, type);
    }

    @Override
    public final Optional<String> correlationId() {
        return Optional.ofNullable(id());
    }

    @Override
    public final Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadline - timer.nanoTime()));
    }

    @Override
    public final boolean isAborted() {
        return stop.isStopped();
    }

    @Override
    public final void onAbort(Runnable action) {
        stop.onStop(Objects.requireNonNull(action, "the action is null"));
    }

    @Override
    public final Runnable wrap(Runnable action) {
        Objects.requireNonNull(action, "the action is null");
        return () -> {
            try {
                call(() -> {
                    action.run();
                    return null;
                });
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e); // a Runnable throws none
            }
        };
    }

    @Override
    public final <T> Callable<T> wrap(Callable<T> action) {
        Objects.requireNonNull(action, "the action is null");
        return () -> call(action);
    }
}
