package io.microcdi.sample.checkout;

import io.microcdi.CallOptions;
import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;

/** The service {@code payments}, as far as checkout calls it. */
@RegisterMicroClient("payments")
public interface Payments {

    /** Takes a payment for a tenant. The options are settings of one call. */
    @Route("/charge")
    Receipt charge(Charge charge, @Metadata("tenant") String tenant, CallOptions options);
}
