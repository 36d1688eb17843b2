package io.microcdi.sample.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroCaller;
import io.microcdi.error.CallFailedException;
import io.microcdi.test.MicroTest;

/** The routes of payments, called over a link in memory. */
@MicroTest(value = { Payments.class, Receipts.class, LimitExceededMapper.class }, namespace = "payments")
class PaymentsTest {

    @Test
    void aReceiptCanBeFoundAfterACharge(MicroCaller caller) {
        Receipt receipt = charge(caller, "25.00");
        assertThat(receipt.status()).isEqualTo("PAID");
        assertThat(receipt.tenant()).isEqualTo("acme");
        assertThat(caller.call("payments", "/receipts/" + receipt.id(), null, Receipt.class)).isEqualTo(receipt);
    }

    @Test
    void anUnknownReceiptIsNotFound(MicroCaller caller) {
        assertThatThrownBy(() -> caller.call("payments", "/receipts/none", null, Receipt.class))
                .isInstanceOfSatisfying(CallFailedException.class, e -> assertThat(e.status()).isEqualTo(404));
    }

    @Test
    void nothingAndMoreThanTheLimitAreRefused(MicroCaller caller) {
        assertThatThrownBy(() -> charge(caller, "0")).hasMessageContaining("more than zero");
        assertThatThrownBy(() -> charge(caller, "10001")).isInstanceOfSatisfying(CallFailedException.class, e -> {
            assertThat(e.status()).isEqualTo(422);
            assertThat(e.body(Limit.class)).isEqualTo(new Limit(new BigDecimal(10_000), "EUR"));
        });
    }

    private static Receipt charge(MicroCaller caller, String amount) {
        return caller.to("payments").with("tenant", "acme")
                .call("/charge", new Charge(new BigDecimal(amount), "EUR"), Receipt.class);
    }
}
