package io.microcdi.sample.checkout;

import java.util.concurrent.atomic.LongAdder;

import jakarta.enterprise.context.ApplicationScoped;

import io.microcdi.CallInterceptor;
import io.microcdi.OutgoingCall;

/** Counts the calls that this application makes, whichever bean makes them. */
@ApplicationScoped
public class CallCounter implements CallInterceptor {

    private final LongAdder made = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder retried = new LongAdder();

    @Override
    public void intercept(OutgoingCall call) {
        call.onRetry(failure -> retried.increment());
        call.onEnd(end -> {
            made.increment();
            if (end.failure() != null) {
                failed.increment();
            }
        });
    }

    /** The calls so far. */
    public Calls calls() {
        return new Calls(made.sum(), failed.sum(), retried.sum());
    }
}
