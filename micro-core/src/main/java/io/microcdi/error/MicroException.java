package io.microcdi.error;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.microcdi.RawJson;
import io.microcdi.internal.wire.Excerpts;

/**
 * Thrown when a call failed. The class of the exception gives the kind of failure. {@link #mayHaveExecuted()} says
 * whether the handler may have run. {@link #details()} gives the place.
 *
 * <p>The message may repeat what a peer has said. It is one line of at most 4,000 characters, so that a log can take
 * it: a line feed is written as {@code \n}, and other invisible characters as escapes of Java, too.
 */
public class MicroException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CallDetails details;
    private final boolean mayHaveExecuted;
    private final @Nullable String body;
    /** Binds a body to a type; {@code null} in an exception that no call has made. */
    private final transient @Nullable BiFunction<String, Type, ?> reader;

    /**
     * Makes the exception for a failed call.
     *
     * @param details the place of the failure
     * @param mayHaveExecuted whether the handler of the called service may have run
     */
    public MicroException(String message, CallDetails details, boolean mayHaveExecuted, @Nullable Throwable cause) {
        this(message, details, mayHaveExecuted, cause, RawJson.ABSENT, null);
    }

    MicroException(String message, CallDetails details, boolean mayHaveExecuted, @Nullable Throwable cause,
            RawJson body, @Nullable BiFunction<String, Type, ?> reader) {
        super(Excerpts.message(message), cause);
        this.details = details;
        this.mayHaveExecuted = mayHaveExecuted;
        this.body = body.text();
        this.reader = reader;
    }

    /** Returns the place of the failure. */
    public CallDetails details() {
        return details == null ? CallDetails.NONE : details;
    }

    /**
     * Returns whether the handler of the called service may have run. {@code false} means that it certainly did not
     * run.
     */
    public boolean mayHaveExecuted() {
        return mayHaveExecuted;
    }

    /**
     * Returns the body of the answer, which says more than its message. A refusal of a payload that violates
     * constraints has the violations in it. It is {@link RawJson#ABSENT} if there was no answer, or if its body was
     * {@code null}.
     */
    public RawJson body() {
        return body == null ? RawJson.ABSENT : new RawJson(body);
    }

    /**
     * Returns the {@linkplain #body() body} bound to a type, as the handler has given it to {@link RouteException#with}.
     *
     * @return the value; {@code null} if the answer has no body
     * @throws MicroException if the body does not match the type
     * @throws IllegalStateException if this exception is not from a call, or was serialized
     */
    public <T> @Nullable T body(Class<T> type) {
        return body((Type) type);
    }

    /** As {@link #body(Class)}. */
    @SuppressWarnings("unchecked") // the caller chooses the type, as for the result of a call
    public <T> @Nullable T body(Type type) {
        Objects.requireNonNull(type, "the type is null");
        if (body == null) {
            return null;
        }
        if (reader == null) {
            throw new IllegalStateException("no call has made this exception, so that it cannot bind its body");
        }
        return (T) reader.apply(body, type);
    }

    /** Returns the status of the answer as a number; 0 if there was no answer, or its status was a text. */
    public int status() {
        return 0;
    }
}
