package io.microcdi.sample.payments;

import java.math.BigDecimal;

/**
 * The body of a refusal. It is for programs, and the message is for people.
 *
 * @param amount the largest amount that is accepted at once
 */
public record Limit(BigDecimal amount, String currency) {
}
