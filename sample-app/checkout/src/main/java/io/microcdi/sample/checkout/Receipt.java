package io.microcdi.sample.checkout;

import java.math.BigDecimal;

/** What {@code payments} answers, as far as checkout wants to know it. */
public record Receipt(String id, String status, BigDecimal amount, String currency, String tenant, String instance) {
}
