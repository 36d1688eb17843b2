package io.microcdi.sample.checkout;

import java.math.BigDecimal;

/** The order of a customer. */
public record Order(String article, int quantity, BigDecimal price, String currency) {

    BigDecimal total() {
        return price.multiply(BigDecimal.valueOf(quantity));
    }
}
