package io.microcdi.internal.route;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

import org.jboss.logging.MDC;

import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.CorrelatedPayload;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.wire.Metadata;

/**
 * One run of a handler, and the context that it is given. It ends once: with a result, a failure, or by being stopped,
 * after which its result is of no interest.
 */
public abstract class Invocation implements RouteContext, Runnable {

    /** The key of the correlation id in the logging framework's diagnostic context. */
    public static final String MDC_KEY = "correlationId";

    private static final ThreadLocal<Invocation> CURRENT = new ThreadLocal<>();

    private final RouteMatch match;
    private final String payload;
    private final Map<String, String> metadata;
    private final long deadline;
    private final Timer timer;
    private final PayloadCodec codec;
    private final Cancellation stop;
    private String correlationId;
    private boolean correlationKnown;

    /**
     * A run that has not begun.
     *
     * @param payload JSON text; {@code null} for none
     * @param metadata the texts beside the payload; {@code null} from a peer that sends none, whose payload may hold the
     *        correlation id
     * @param deadline in the timer's nanoseconds
     * @param stop stops its handler
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

    /** The handler's result: a value, {@code null}, or {@link RouteHandler#NOTHING}. */
    protected abstract void succeeded(Object result);

    /** The handler threw, or its stage failed. */
    protected abstract void failed(Throwable failure);

    /** Its handler has returned a stage: it ends on whatever thread completes that. */
    protected void goesOn() {
        // of interest only to one that could not be stopped so far
    }

    /** It was told to stop before its handler began. */
    protected abstract void skipped();

    /** The run that is under way on this thread; {@code null} outside a handler. */
    public static Invocation current() {
        return CURRENT.get();
    }

    /** The pattern of its route. */
    public final String pattern() {
        return match.route().spec().pattern().text();
    }

    /** When it must have ended, in the timer's nanoseconds. */
    public final long deadline() {
        return deadline;
    }

    /** Whether it runs on the thread that reads a socket, where nothing may block. */
    public final boolean isInline() {
        return match.route().spec().inline();
    }

    /** How it is told to stop. */
    public final Cancellation stopSignal() {
        return stop;
    }

    @Override
    public final void run() {
        if (!stop.begin()) {
            skipped();
            return;
        }
        Object result;
        try {
            result = call(() -> match.route().handler().handle(this));
        } catch (Throwable e) { // whatever it is, the caller is told
            stop.end();
            failed(e);
            return;
        }
        stop.end();
        if (result instanceof CompletionStage<?> stage) {
            goesOn();
            stop.watch(stage);
            stage.whenComplete((value, failure) -> {
                if (failure == null) {
                    succeeded(value);
                } else {
                    failed(failure);
                }
            });
        } else {
            succeeded(result);
        }
    }

    private <T> T call(Callable<T> action) throws Exception {
        Invocation outer = CURRENT.get();
        CURRENT.set(this);
        String id = id();
        Map<String, Object> outerContext = LogContext.save();
        if (id != null) {
            MDC.put(MDC_KEY, id);
        }
        try {
            return action.call();
        } finally {
            if (id != null && outerContext == null) {
                // mostly there is nothing else, and nothing to compare
                MDC.remove(MDC_KEY);
            }
            LogContext.restore(outerContext);
            // not removed: it would be made again for the next one
            CURRENT.set(outer);
        }
    }

    private String id() {
        if (!correlationKnown) {
            String sent = metadata == null ? CorrelatedPayload.idOf(payload) : metadata.get(Metadata.CORRELATION_ID);
            // it goes into logs and on to other nodes
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
