package io.microcdi.sample.checkout;

import java.math.BigDecimal;

/** The body of a refusal by {@code payments} because the amount is too large. */
public record Limit(BigDecimal amount, String currency) {
}
