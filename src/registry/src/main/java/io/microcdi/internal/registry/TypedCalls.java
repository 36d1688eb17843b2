package io.microcdi.internal.registry;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallDetails;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.internal.call.DefaultCaller;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;

/** Calls with payloads and answers bound by JSON-B, over calls that forward JSON. Thread-safe. */
final class TypedCalls {

    private final EngineRegistry registry;
    private final Supplier<PayloadCodec> codecs;
    private final Executor callbacks;
    private volatile PayloadCodec codec;

    /**
     * Makes no codec yet: a registry that only forwards needs no JSON-B.
     *
     * @param callbacks binds the answers of asynchronous calls and runs their dependent stages
     */
    TypedCalls(EngineRegistry registry, Supplier<PayloadCodec> codecs, Executor callbacks) {
        this.registry = registry;
        this.codecs = codecs;
        this.callbacks = callbacks;
    }

    <T> T call(String address, Object payload, Type type, Duration timeout) {
        DefaultCaller.checkMayBlock();
        CompletableFuture<ProxyAnswer> answer = forward(address, payload, timeout, CallProtocol.WS);
        try {
            return read(answer.get(), address, type);
        } catch (InterruptedException e) {
            answer.cancel(false);
            CallDetails details = details(address);
            throw new CallAbortedException("Abort: the call to " + details + " was given up", details, true, e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    <T> CompletableFuture<T> callAsync(String address, Object payload, Type type, Duration timeout,
            CallProtocol protocol) {
        CompletableFuture<ProxyAnswer> answer = forward(address, payload, timeout, protocol);
        CompletableFuture<T> result = answer.thenApplyAsync(given -> read(given, address, type), callbacks);
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                answer.cancel(false);
            }
        });
        return result;
    }

    private CompletableFuture<ProxyAnswer> forward(String address, Object payload, Duration timeout,
            CallProtocol protocol) {
        Objects.requireNonNull(address, "the address is null");
        try {
            return registry.forwardChecked(address, payload == null ? null : codec().encode(payload), timeout,
                    protocol);
        } catch (PayloadException e) {
            CallDetails details = details(address);
            throw new MicroException("the call to " + details + " was not sent: " + e.getMessage(), details, false, e);
        }
    }

    /** Made twice at worst, if two threads make the first calls. */
    private PayloadCodec codec() {
        PayloadCodec known = codec;
        if (known == null) {
            known = codecs.get();
            codec = known;
        }
        return known;
    }

    @SuppressWarnings("unchecked") // the codec returns what the type says
    private <T> T read(ProxyAnswer answer, String address, Type type) {
        CallDetails details = details(address);
        if (answer.outcome() != ProxyAnswer.Outcome.ANSWERED) {
            throw failure(answer, details);
        }
        try {
            return (T) codec().decode(answer.payload(), type);
        } catch (PayloadException e) {
            throw new MicroException(details + " was answered, but " + e.getMessage(), details, true, e);
        }
    }

    private MicroException failure(ProxyAnswer answer, CallDetails details) {
        boolean mayHaveExecuted = answer.mayHaveExecuted();
        String message = details + ": " + Objects.requireNonNullElse(answer.message(), answer.status());
        return switch (answer.outcome()) {
            case NO_NAMESPACE -> new NamespaceNotFoundException(message, details, false, null);
            case TIMEOUT -> new CallTimeoutException(message, details, mayHaveExecuted, null);
            case FAILED -> mayHaveExecuted
                    ? new CallFailedException(said(answer, details), details, number(answer.status()),
                            text(answer.status()))
                    : new CallRefusedException(message, details, number(answer.status()));
            default -> new LinkLostException(message, details, mayHaveExecuted, null);
        };
    }

    /** As a caller gets it: the text of the handler alone. */
    private static String said(ProxyAnswer answer, CallDetails details) {
        return answer.message() == null || answer.message().isEmpty()
                ? details + " answered " + Excerpts.of(answer.status())
                : answer.message();
    }

    private String text(String status) {
        return status.startsWith("\"") ? (String) codec().decode(status, String.class) : status;
    }

    private static int number(String status) {
        return status.matches("\\d{1,9}") ? Integer.parseInt(status) : 0;
    }

    private static CallDetails details(String address) {
        return new CallDetails(null, Excerpts.of(address), null, null);
    }
}
