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

/** The service {@code payments}, as far as checkout calls it. */
@RegisterMicroClient("payments")
public interface Payments {

    /**
     * Takes a payment for a tenant. The options are settings of one call. A tenant of {@code null} is that of the request being
     * served, because {@code micro.propagate} names this text.
     */
    @Route("/charge")
    Receipt charge(Charge charge, @Metadata("tenant") String tenant, CallOptions options);

    /**
     * Finds a receipt. On a server with MicroProfile Fault Tolerance its rules hold, too: without payments the answer is
     * {@link #unknown}. Others, as Tomcat, ignore the three annotations. What payments itself answers, as that there is no such
     * receipt, is neither retried nor replaced.
     */
    @Route(value = "/receipts/{id}", idempotent = true)
    @Retry(maxRetries = 2, abortOn = CallFailedException.class)
    @Timeout(5_000)
    @Fallback(fallbackMethod = "unknown", skipOn = CallFailedException.class)
    Receipt receipt(@RouteParam("id") String id);

    /** The answer for a receipt while payments cannot be asked. */
    default Receipt unknown(String id) {
        return new Receipt(id, "UNKNOWN", null, null, null, null);
    }
}
