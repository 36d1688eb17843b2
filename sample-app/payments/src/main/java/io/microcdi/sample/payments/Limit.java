package io.microcdi.sample.payments;

import java.math.BigDecimal;

/**
 * The body of a refusal: a program reads it where a person reads the message.
 *
 * @param amount the largest amount that is accepted at once
 */
public record Limit(BigDecimal amount, String currency) {
}
