package io.microcdi.sample.checkout;

import java.math.BigDecimal;

/** The request to {@code payments}. Services share JSON and not classes, so that checkout has a class of its own. */
public record Charge(BigDecimal amount, String currency) {
}
