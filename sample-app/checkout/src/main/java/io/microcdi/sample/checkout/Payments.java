package io.microcdi.sample.checkout;

import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

import io.microcdi.CallOptions;
import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.error.CallFailedException;

/** The part of the service {@code payments} that checkout calls. */
@RegisterMicroClient("payments")
public interface Payments {

    /**
     * Takes a payment for a tenant. The options are the settings of one call. If the tenant is {@code null}, the call takes
     * over the tenant of the request that this thread serves, because {@code micro.propagate} names it.
     */
    @Route("/charge")
    Receipt charge(Charge charge, @Metadata("tenant") String tenant, CallOptions options);

    /**
     * Finds a receipt. On a server with MicroProfile Fault Tolerance the three annotations apply: if {@code payments} cannot
     * be reached, the answer is {@link #unknown}. Other servers, such as Tomcat, ignore them. A failure that {@code payments}
     * itself answers, such as an unknown receipt, is neither retried nor replaced.
     */
    @Route(value = "/receipts/{id}", idempotent = true)
    @Retry(maxRetries = 2, abortOn = CallFailedException.class)
    @Timeout(5_000)
    @Fallback(fallbackMethod = "unknown", skipOn = CallFailedException.class)
    Receipt receipt(@RouteParam("id") String id);

    /** Returns the answer for a receipt while {@code payments} cannot be reached. */
    default Receipt unknown(String id) {
        return new Receipt(id, "UNKNOWN", null, null, null, null);
    }
}
