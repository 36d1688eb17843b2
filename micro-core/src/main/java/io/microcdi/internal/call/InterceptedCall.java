package io.microcdi.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.microcdi.CallEnd;
import io.microcdi.OutgoingCall;
import io.microcdi.error.CallDetails;
import io.microcdi.error.MicroException;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Metadata;

/**
 * A call that interceptors see. Its interceptors change it on one thread. From then on its attempts report to it, one after
 * the other, and its end comes once, from any thread.
 */
public final class InterceptedCall implements OutgoingCall {

    private final Interceptors interceptors;
    private final CallDetails details;
    private final String url;
    private final CallSettings settings;
    private final String authorization;
    private final PayloadCodec codec;
    private final long beganAt;
    private final List<Consumer<? super MicroException>> onRetry = new ArrayList<>();
    private final List<Consumer<? super CallEnd>> onEnd = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private Map<String, String> metadata;
    /**
     * The entries of the instrument. They are dropped first if there is no room, because a trace must never fail a
     * call.
     */
    private Map<String, String> trace = Map.of();
    private boolean fromInstrument;
    private volatile boolean closed;
    private boolean answered;
    private String answer;
    private volatile int attempts;
    private volatile String instance;

    InterceptedCall(Interceptors interceptors, CallDetails details, String url, CallSettings settings,
            Map<String, String> metadata, String authorization, PayloadCodec codec) {
        this.interceptors = interceptors;
        this.details = details;
        this.url = url;
        this.settings = settings;
        this.metadata = metadata;
        this.authorization = authorization;
        this.codec = codec;
        this.beganAt = interceptors.now();
    }

    @Override
    public String namespace() {
        return details.namespace();
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Duration timeout() {
        return Duration.ofNanos(settings.requestTimeoutNanos());
    }

    @Override
    public int retries() {
        return settings.retries();
    }

    @Override
    public boolean idempotent() {
        return settings.idempotent();
    }

    @Override
    public @Nullable String correlationId() {
        return details.correlationId();
    }

    @Override
    public Map<String, String> metadata() {
        if (trace.isEmpty()) {
            return Collections.unmodifiableMap(metadata);
        }
        Map<String, String> all = new LinkedHashMap<>(metadata);
        trace.forEach((name, value) -> {
            all.put(name, value);
            if (!Metadata.fits(authorization, all)) {
                all.remove(name);
            }
        });
        return Collections.unmodifiableMap(all);
    }

    /** Says whether the entries that follow are those of the instrument. */
    void fromInstrument(boolean byInstrument) {
        fromInstrument = byInstrument;
    }

    /** Ends the changes: the interceptors have returned. A later one would be lost, or meet the end on another thread. */
    void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the call to " + details + " has begun: use its OutgoingCall only until the"
                    + " interceptor returns");
        }
    }

    @Override
    public void with(String name, String value) {
        requireOpen();
        if (fromInstrument) {
            trace = added(trace, authorization, name, value);
            metadata = without(metadata, name);
        } else {
            metadata = added(metadata, authorization, name, value);
            trace = without(trace, name);
        }
    }

    private static Map<String, String> without(Map<String, String> entries, String name) {
        if (!entries.containsKey(name)) {
            return entries;
        }
        Map<String, String> fewer = new LinkedHashMap<>(entries);
        fewer.remove(name);
        return fewer;
    }

    /**
     * Returns the metadata with one more entry.
     *
     * @param authorization the authorization of the user, for the bounds; {@code null} for none
     * @throws IllegalArgumentException if the name is invalid, or a bound is exceeded
     */
    public static Map<String, String> added(Map<String, String> metadata, String authorization, String name,
            String value) {
        Objects.requireNonNull(value, "the value of the metadata is null");
        if (!Metadata.isOwnName(Objects.requireNonNull(name, "the name of the metadata is null"))) {
            throw new IllegalArgumentException("metadata \"" + Excerpts.of(name) + "\": expected a name of 1 to 64"
                    + " of a-z, 0-9 and -, and neither authorization nor correlation-id");
        }
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(name, value);
        if (!Metadata.fits(authorization, more)) {
            throw new IllegalArgumentException("metadata \"" + name + "\": expected at most " + Metadata.MAX_OWN
                    + " entries, of 8 KiB together with the correlation id");
        }
        return more;
    }

    @Override
    public void answer(@Nullable Object result) {
        requireOpen();
        try {
            answer = codec.encode(result);
        } catch (PayloadException e) {
            throw new MicroException("the answer of an interceptor to " + details + " cannot be written: "
                    + e.getMessage(), details, false, e);
        }
        answered = true;
    }

    @Override
    public void onRetry(Consumer<? super MicroException> action) {
        requireOpen();
        onRetry.add(Objects.requireNonNull(action, "the action is null"));
    }

    @Override
    public void onEnd(Consumer<? super CallEnd> action) {
        requireOpen();
        onEnd.add(Objects.requireNonNull(action, "the action is null"));
    }

    /** Returns whether an interceptor has answered the call, so that it is not sent. */
    public boolean isAnswered() {
        return answered;
    }

    /** Returns the answer of an interceptor as JSON text; {@code null} if it has no data. */
    public String answer() {
        return answer;
    }

    /** Called before each attempt with the key of its instance. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the attempts of a call begin one after the other
    public void attempt(String key) {
        attempts++;
        instance = key;
    }

    /** Called before each retry with the failure of the attempt before it. */
    public void retrying(MicroException failure) {
        onRetry.forEach(action -> run(action, failure));
    }

    /**
     * Called at the end of the call. A second call has no effect.
     *
     * @param failure {@code null} if the call has an answer
     */
    public void end(@Nullable MicroException failure) {
        if (ended.compareAndSet(false, true)) {
            CallEnd end = new CallEnd(Duration.ofNanos(interceptors.now() - beganAt), attempts, instance, failure);
            for (int i = onEnd.size() - 1; i >= 0; i--) {
                run(onEnd.get(i), end);
            }
        }
    }

    private <T> void run(Consumer<? super T> action, T value) {
        try {
            action.accept(value);
        } catch (RuntimeException | Error e) {
            interceptors.failed(details, e);
        }
    }

    /** Returns an outcome that ends this call before it passes the result on. */
    Outcome before(Outcome outcome) {
        return new Outcome() {

            @Override
            public void succeeded(String json) {
                try {
                    end(null);
                } finally {
                    outcome.succeeded(json);
                }
            }

            @Override
            public void failed(MicroException failure) {
                try {
                    end(failure);
                } finally {
                    outcome.failed(failure);
                }
            }
        };
    }
}
