package io.microcdi;

/**
 * The settings of one call by a {@linkplain io.microcdi.annotation.RegisterMicroClient typed client}. A method of the
 * interface takes them as a parameter:
 *
 * <pre>{@code
 * @Route("/charge") Receipt charge(Charge charge, CallOptions options);
 *
 * payments.charge(charge, call -> call.timeout(ofSeconds(1)).with("tenant", "acme"));
 * }</pre>
 *
 * <p>If the argument is {@code null}, the settings of the namespace apply. A service that implements the interface gets
 * {@link #DEFAULTS}. The options run on the calling thread, once for each call. An instance that many threads use must
 * be thread-safe. A lambda without state is.
 */
@FunctionalInterface
public interface CallOptions {

    /** Leaves a call as it is. */
    CallOptions DEFAULTS = call -> call;

    /**
     * Returns a call with further settings.
     *
     * @param call has the settings of the namespace, the method's {@code @Route} and its {@code @Metadata} arguments
     * @return the call to make, never {@code null}
     */
    MicroCall apply(MicroCall call);
}
