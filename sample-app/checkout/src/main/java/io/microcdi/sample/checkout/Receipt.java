package io.microcdi.sample.checkout;

import java.math.BigDecimal;

/** The answer of {@code payments}, with the members that checkout needs. */
public record Receipt(String id, String status, BigDecimal amount, String currency, String tenant, String instance) {
}
