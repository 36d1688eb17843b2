package io.microcdi.sample.payments;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * The receipt for a payment.
 *
 * @param tenant the tenant for whom the payment was taken
 * @param instance the instance of this service that took the payment, as {@code 10.0.0.5:8080/payments}
 */
public record Receipt(String id, String status, BigDecimal amount, String currency, Instant paidAt, String tenant,
        String instance) {
}
