package io.microcdi.internal.registry;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.microcdi.RawJson;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallDetails;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.internal.call.BlockingOutcome;
import io.microcdi.internal.call.DefaultCaller;
import io.microcdi.internal.call.FutureOutcome;
import io.microcdi.internal.call.Outcome;
import io.microcdi.internal.call.ResponseDecoder;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;
import io.microcdi.registry.ProxyAnswer;

/** Calls with payloads and answers bound by JSON-B, over calls that forward JSON. Thread-safe. */
final class TypedCalls {

    private final Registry registry;
    private final Supplier<PayloadCodec> codecs;
    private final Executor callbacks;
    private final Timer timer;
    private volatile PayloadCodec codec;

    /**
     * Makes the object. It makes the codec at the first call, because a registry that only forwards needs no JSON-B.
     *
     * @param callbacks runs the dependent stages of asynchronous calls
     * @param timer the clock by which threads wait
     */
    TypedCalls(Registry registry, Supplier<PayloadCodec> codecs, Executor callbacks, Timer timer) {
        this.registry = registry;
        this.codecs = codecs;
        this.callbacks = callbacks;
        this.timer = timer;
    }

    <T> T call(BoundCall bound, Object payload, Type type) {
        DefaultCaller.checkMayBlock();
        ForwardedCall call = send(bound, payload);
        BlockingOutcome outcome = new BlockingOutcome(timer);
        report(call, outcome);
        return outcome.await(decoder(call), type, () -> call.answer().cancel(false));
    }

    <T> CompletableFuture<T> callAsync(BoundCall bound, Object payload, Type type) {
        ForwardedCall call;
        try {
            call = send(bound, payload);
        } catch (MicroException e) {
            return CompletableFuture.failedFuture(e);
        }
        FutureOutcome<T> outcome = new FutureOutcome<>(decoder(call), type, callbacks, timer);
        outcome.abortedBy(() -> call.answer().cancel(false));
        report(call, outcome);
        return outcome;
    }

    private ForwardedCall send(BoundCall bound, Object payload) {
        String json;
        try {
            json = codec().encode(payload);
        } catch (RuntimeException e) {
            // even without JSON-B
            CallDetails details = new CallDetails(null, Excerpts.of(bound.address()), null, null);
            throw new MicroException("the call to " + details + " was not sent: " + e.getMessage(), details, false, e);
        }
        return registry.call(bound.address(), json, bound.timeoutNanos(), bound.protocol(), PeerIdentity.UNPROVED,
                bound.metadata());
    }

    /** Passes the result to the outcome, usually on the reading thread, which only wakes the waiting thread. */
    private void report(ForwardedCall call, Outcome outcome) {
        call.answer().whenComplete((answer, cancelled) -> {
            if (cancelled != null) {
                outcome.failed(failure(null, call.details()));
            } else if (answer.outcome() == ProxyAnswer.Outcome.ANSWERED) {
                outcome.succeeded(answer.payload());
            } else {
                outcome.failed(failure(answer, call.details(),
                        () -> ResponseDecoder.bodies(call.details(), codec())));
            }
        });
    }

    private ResponseDecoder decoder(ForwardedCall call) {
        return new ResponseDecoder(codec(), call::details);
    }

    /** Returns the codec. Two threads that make the first calls may each make one. */
    private PayloadCodec codec() {
        PayloadCodec known = codec;
        if (known == null) {
            known = codecs.get();
            codec = known;
        }
        return known;
    }

    /**
     * Returns the failure of a call; {@code null} if it has an answer.
     *
     * @param answer {@code null} if the call was given up
     */
    static @Nullable MicroException failure(@Nullable ProxyAnswer answer, CallDetails details) {
        if (answer == null) {
            return new CallAbortedException("Abort: the call to " + details + " was given up", details, true, null);
        }
        return answer.outcome() == ProxyAnswer.Outcome.ANSWERED ? null : failure(answer, details, () -> null);
    }

    private static MicroException failure(ProxyAnswer answer, CallDetails details,
            Supplier<@Nullable BiFunction<String, Type, ?>> bodies) {
        boolean mayHaveExecuted = answer.mayHaveExecuted();
        Frame.Response status = new Frame.Response(0, answer.status(), null, null, mayHaveExecuted);
        String message = details + ": " + Objects.requireNonNullElse(answer.message(), answer.status());
        return switch (answer.outcome()) {
            case NO_NAMESPACE -> new NamespaceNotFoundException(message, details, false, null);
            case TIMEOUT -> new CallTimeoutException(message, details, mayHaveExecuted, null);
            case FAILED -> mayHaveExecuted
                    ? new CallFailedException(said(answer, details), details, status.statusNumber(),
                            status.statusText(), body(answer), bodies.get())
                    : new CallRefusedException(message, details, status.statusNumber(), body(answer),
                            bodies.get());
            default -> new LinkLostException(message, details, mayHaveExecuted, null);
        };
    }

    private static RawJson body(ProxyAnswer answer) {
        return "null".equals(answer.payload()) ? RawJson.ABSENT : new RawJson(answer.payload());
    }

    /** Returns the message for the caller, which is only the text of the handler. */
    private static String said(ProxyAnswer answer, CallDetails details) {
        return answer.message() == null || answer.message().isEmpty()
                ? details + " answered " + Excerpts.of(answer.status())
                : answer.message();
    }
}
