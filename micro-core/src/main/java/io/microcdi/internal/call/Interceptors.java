package io.microcdi.internal.call;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.microcdi.CallInterceptor;
import io.microcdi.NodeInstrument;
import io.microcdi.error.CallDetails;
import io.microcdi.error.MicroException;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.LoggedThrowable;

/** The interceptors of a node or registry, in their order. Thread-safe. */
public final class Interceptors {

    private final List<CallInterceptor> interceptors;
    private final Timer timer;
    private final LogLimit lines = LogLimit.of(1, TimeUnit.SECONDS.toNanos(1));

    private Interceptors(List<CallInterceptor> interceptors, Timer timer) {
        this.interceptors = interceptors;
        this.timer = timer;
    }

    /** Returns the interceptors; {@code null} if there are none, so that calls pay nothing for them. */
    public static @Nullable Interceptors of(List<? extends CallInterceptor> interceptors, Timer timer) {
        return interceptors.isEmpty() ? null : new Interceptors(List.copyOf(interceptors), timer);
    }

    /**
     * Runs the interceptors on this thread.
     *
     * @param url the url that is called, which may be longer than that of the details
     * @param metadata the metadata of the call so far
     * @param authorization the authorization of the user, for the bounds; {@code null} for none
     * @param codec writes the answer of an interceptor
     * @return the call, which the interceptors now observe
     * @throws MicroException if an interceptor has failed the call. Those that have run have seen its end
     */
    public InterceptedCall begin(CallDetails details, String url, CallSettings settings, Map<String, String> metadata,
            @Nullable String authorization, PayloadCodec codec) {
        InterceptedCall call = new InterceptedCall(this, details, url, settings, metadata, authorization, codec);
        for (CallInterceptor interceptor : interceptors) {
            call.fromInstrument(interceptor instanceof NodeInstrument);
            try {
                interceptor.intercept(call);
            } catch (Throwable e) { // also a checked exception that the method does not declare
                fail(interceptor, call, details, e);
            }
            if (call.isAnswered()) {
                break;
            }
        }
        call.close();
        return call;
    }

    /** An instrument only observes, so that its failure is no failure of the call. */
    private void fail(CallInterceptor interceptor, InterceptedCall call, CallDetails details, Throwable thrown) {
        if (interceptor instanceof NodeInstrument) {
            failed(details, thrown);
            return;
        }
        MicroException failure;
        if (thrown instanceof MicroException meant) {
            failure = meant;
        } else {
            failed(details, thrown);
            failure = new MicroException("the call to " + details + " was not sent: the interceptor "
                    + interceptor.getClass().getName() + " failed: " + thrown, details, false, thrown);
        }
        call.close();
        call.end(failure);
        throw failure;
    }

    long now() {
        return timer.nanoTime();
    }

    /** Logs that an interceptor, an instrument or an action of one has failed, at most once a second. */
    void failed(CallDetails details, Throwable thrown) {
        long leftOut = lines.take(now());
        if (leftOut >= 0) {
            CallLog.LOG.interceptorFailed(Excerpts.of(details.toString()), leftOut, LoggedThrowable.of(thrown));
        }
    }
}
