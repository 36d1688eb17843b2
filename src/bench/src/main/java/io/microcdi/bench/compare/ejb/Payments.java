package io.microcdi.bench.compare.ejb;

import jakarta.ejb.Remote;

import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;

/** The interface of the service, which both sides have. */
@Remote
public interface Payments {

    /** Charges a payment. */
    Receipt charge(Charge charge);
}
