package io.microcdi.internal.call;

import java.lang.reflect.Type;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;

import io.microcdi.RawJson;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallDetails;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.MicroException;
import io.microcdi.internal.json.JsonTrees;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.wire.Frame;

/** Binds answers to types, and makes the exceptions of failed calls. */
public final class ResponseDecoder {

    private static final int MAX_REFUSAL_BODY = 4096;
    private static final double MAX_RETRY_AFTER_SECONDS = 300;

    private final PayloadCodec codec;
    private final Supplier<CallDetails> details;

    /**
     * Makes a decoder for one call.
     *
     * @param details supplies the details of the call. It is called only if an answer cannot be bound
     */
    public ResponseDecoder(PayloadCodec codec, Supplier<CallDetails> details) {
        this.codec = codec;
        this.details = details;
    }

    /**
     * Binds an answer to a type. It throws if the answer does not match the type, which is a fault of the caller or of
     * the service.
     */
    Object read(String json, Type type) {
        try {
            return codec.decode(json, type);
        } catch (PayloadException e) {
            CallDetails at = details.get();
            throw new MicroException(at + " was answered, but " + e.getMessage(), at, true, e);
        }
    }

    /**
     * Returns the nanoseconds after which the instance wants the next call: the number of seconds {@code retryAfter} in
     * the body of a failure; 0 if there is none. A longer time than five minutes counts as five minutes.
     */
    static long retryAfter(Frame.Response response) {
        String body = response.payload();
        if (body == null || !body.contains("\"retryAfter\"") || body.length() > MAX_REFUSAL_BODY) {
            return 0;
        }
        try {
            return JsonTrees.read(body) instanceof JsonObject object
                    && object.get("retryAfter") instanceof JsonNumber seconds
                            ? (long) (Math.max(0, Math.min(MAX_RETRY_AFTER_SECONDS, seconds.doubleValue())) * 1e9)
                            : 0;
        } catch (RuntimeException unreadable) {
            return 0;
        }
    }

    /** Returns the exception for an answer that is a failure. */
    static MicroException failure(Frame.Response response, CallDetails at, PayloadCodec codec) {
        String said = response.message() == null ? "" : response.message();
        RawJson body = response.payload() == null || "null".equals(response.payload()) ? RawJson.ABSENT
                : new RawJson(response.payload());
        if (!response.executed()) {
            return new CallRefusedException(at + " refused the call with " + response.statusText() + ": " + said, at,
                    response.statusNumber(), body, bodies(at, codec));
        }
        return new CallFailedException(said.isEmpty() ? at + " answered " + response.statusText() : said, at,
                response.statusNumber(), response.statusText(), body, bodies(at, codec));
    }

    /** Returns what binds the body of a failure to a type. */
    public static BiFunction<String, Type, Object> bodies(CallDetails at, PayloadCodec codec) {
        return (json, type) -> {
            try {
                return codec.decode(json, type);
            } catch (PayloadException e) {
                throw new MicroException(at + " has failed with a body, but " + e.getMessage(), at, true, e);
            }
        };
    }

    /**
     * Returns the exception for a passed deadline.
     *
     * @param end the end of the message, from {@link #end}; may be empty
     */
    static MicroException timeout(CallDetails at, long millis, boolean mayHaveExecuted, String end) {
        return new CallTimeoutException(at + " gave no answer within " + millis + " ms" + end, at, mayHaveExecuted,
                null);
    }

    /** Returns the end of the message for a passed deadline: it says where the request was at that time. */
    static String end(boolean written, boolean here, boolean gaveUpItself) {
        return !written ? "; it was not executed"
                : here ? "; its handler was told to stop"
                        : gaveUpItself ? "; it stopped the handler at its own deadline, before an Abort"
                                : "; Abort was sent";
    }

    static MicroException aborted(CallDetails at, boolean mayHaveExecuted) {
        return new CallAbortedException("Abort: the call to " + at + " was given up", at, mayHaveExecuted, null);
    }

    static MicroException lost(CallDetails at, boolean written, int code, String reason) {
        return new LinkLostException("the link to " + at + " closed before the answer came: " + code + " " + reason
                + (written ? "" : "; it was not executed"), at, written, null);
    }
}
