package io.microcdi.sample.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroCaller;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.LinkLostException;
import io.microcdi.test.Fake;
import io.microcdi.test.FakeService;
import io.microcdi.test.MicroTest;
import io.microcdi.test.TestClock;

/** Checkout without a server: {@code payments} is a fake with two instances. */
@MicroTest(value = { Checkout.class, CallCounter.class }, namespace = "checkout", config = "micro.propagate=tenant")
class CheckoutTest {

    private static final Order BOOKS = new Order("book", 2, new BigDecimal("12.50"), "EUR");
    private static final Receipt RECEIPT = new Receipt("r-1", "PAID", new BigDecimal("25.00"), "EUR", "acme",
            "fake");

    @FakeService(value = "payments", instances = 2)
    Fake payments;

    @Inject
    Checkout checkout;

    @Inject
    Payments client;

    @Inject
    CallCounter counter;

    @Test
    void chargesTheTotal() {
        payments.when("/charge").answer(RECEIPT);
        assertThat(checkout.buy(BOOKS, "acme")).isEqualTo(RECEIPT);
        assertThat(payments.verify("/charge").once().payload(Charge.class))
                .isEqualTo(new Charge(new BigDecimal("25.00"), "EUR"));
    }

    @Test
    void isCalledByOthers(MicroCaller caller) {
        payments.when("/charge").answer(RECEIPT);
        assertThat(caller.to("checkout").with("tenant", "globex").call("/buy", BOOKS, Receipt.class))
                .isEqualTo(RECEIPT);
        assertThat(payments.verify("/charge").once().metadata("tenant")).contains("globex");
    }

    @Test
    void severalArePaidAtTheSameTime(MicroCaller caller) {
        payments.when("/charge").answer(RECEIPT).answer(RECEIPT);
        Shop shop = caller.client(Shop.class);
        Stream.of("acme", "globex").map(tenant -> shop.buyLater(BOOKS, tenant)).toList()
                .forEach(call -> assertThat(call.toCompletableFuture().join()).isEqualTo(RECEIPT));
        payments.verify("/charge").times(2);
    }

    @Test
    void findsAReceiptAgain() {
        payments.when("/receipts/{id}").answer(RECEIPT).fail(404, "There is no receipt r-2.");
        assertThat(client.receipt("r-1")).isEqualTo(RECEIPT);
        assertThatThrownBy(() -> client.receipt("r-2")).hasMessage("There is no receipt r-2.");
    }

    @Test
    void triesTheOtherInstanceIfOneRefuses() {
        payments.when("/charge").refuse().answer(RECEIPT);
        assertThat(checkout.buy(BOOKS, "acme")).isEqualTo(RECEIPT);
        payments.verify("/charge").times(2);
    }

    /** The charge may have been taken, so that it is not repeated. */
    @Test
    void doesNotChargeTwiceIfTheLinkIsLost() {
        payments.when("/charge").loseLink().answer(RECEIPT);
        assertThatThrownBy(() -> checkout.buy(BOOKS, "acme")).isInstanceOfSatisfying(LinkLostException.class,
                lost -> assertThat(lost.mayHaveExecuted()).isTrue());
        payments.verify("/charge").once();
    }

    @Test
    void givesUpAfterThirtySeconds(TestClock clock) {
        payments.when("/charge").delay(Duration.ofMinutes(1)).answer(RECEIPT);
        assertThatThrownBy(() -> checkout.buy(BOOKS, "acme")).isInstanceOf(CallTimeoutException.class);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void tellsTheLimitIfTheAmountIsTooLarge() {
        Limit limit = new Limit(BigDecimal.TEN, "EUR");
        payments.when("/charge").fail(422, "too much", limit);
        assertThatThrownBy(() -> checkout.buy(BOOKS, "acme")).isInstanceOfSatisfying(CallFailedException.class,
                failed -> assertThat(failed.body(Limit.class)).isEqualTo(limit));
    }

    @Test
    void countsItsCalls() {
        payments.when("/charge").refuse().answer(RECEIPT).fail(422, "too much");
        checkout.buy(BOOKS, "acme");
        assertThatThrownBy(() -> checkout.buy(BOOKS, "acme")).hasMessage("too much");
        assertThat(counter.calls()).isEqualTo(new Calls(2, 1, 1));
    }
}
