package io.microcdi.bench.compare.micro;

import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;

/** The typed client. */
@RegisterMicroClient("payments")
public interface Payments {

    /** Charges a payment. */
    @Route("/charge")
    Receipt charge(Charge charge);
}
