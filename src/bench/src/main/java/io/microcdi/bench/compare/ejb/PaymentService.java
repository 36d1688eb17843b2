package io.microcdi.bench.compare.ejb;

import java.util.UUID;

import jakarta.ejb.Stateless;

import io.microcdi.bench.compare.Charge;
import io.microcdi.bench.compare.Receipt;

/** The service. */
@Stateless
public class PaymentService implements Payments {

    @Override
    public Receipt charge(Charge charge) {
        if (charge.amount() <= 0) {
            throw new WrongPaymentException("the amount must be more than zero");
        }
        return new Receipt(UUID.randomUUID().toString(), charge.amount());
    }
}
