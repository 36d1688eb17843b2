package io.microcdi.sample.checkout;

import java.math.BigDecimal;

/** What {@code payments} says where an amount is too large. */
public record Limit(BigDecimal amount, String currency) {
}
