package io.microcdi.sample.checkout;

import java.math.BigDecimal;

/** What {@code payments} is asked for. Services share JSON, not classes: this one is checkout's own. */
public record Charge(BigDecimal amount, String currency) {
}
