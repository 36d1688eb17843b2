package io.microcdi.sample.payments;

import java.math.BigDecimal;

/**
 * What is to be paid.
 *
 * @param amount more than zero
 * @param currency three letters, as {@code EUR}
 */
public record Charge(BigDecimal amount, String currency) {
}
