package io.microcdi.sample.payments;

import java.math.BigDecimal;

/**
 * The amount to pay.
 *
 * @param amount more than zero
 * @param currency three letters, as {@code EUR}
 */
public record Charge(BigDecimal amount, String currency) {
}
