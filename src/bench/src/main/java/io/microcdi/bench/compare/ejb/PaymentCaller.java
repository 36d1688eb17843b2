package io.microcdi.bench.compare.ejb;

import javax.naming.Context;
import javax.naming.NamingException;

import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;

/** The caller. */
final class PaymentCaller {

    private final Payments payments;

    PaymentCaller(Context names) throws NamingException {
        payments = (Payments) names.lookup("ejb:/payments/PaymentService!" + Payments.class.getName());
    }

    Receipt charge(Charge charge) {
        return payments.charge(charge);
    }
}
