package io.microcdi.test.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.RepeatedTest;

import io.microcdi.test.Fake;
import io.microcdi.test.FakeRequest;
import io.microcdi.test.FakeService;
import io.microcdi.test.MicroTest;
import io.microcdi.test.Shop.Charge;
import io.microcdi.test.Shop.Checkout;
import io.microcdi.test.Shop.Receipt;
import io.microcdi.test.TestClock;

/** Runs the same test many times, also at once. Each run sees its own fake, bean, clock and namespace only. */
@MicroTest(Checkout.class)
public class SharedNothingCase {

    /** The number of runs. */
    public static final int RUNS = 8;
    /** The threads that have run a test. */
    public static final Set<String> THREADS = ConcurrentHashMap.newKeySet();
    /** Two runs meet here, if the test is run in parallel. */
    public static volatile CountDownLatch meeting = new CountDownLatch(0);

    @FakeService("payments")
    Fake payments;

    @Inject
    Checkout checkout;

    @RepeatedTest(RUNS)
    void run(TestClock clock) throws InterruptedException {
        assertThat(clock.elapsed()).isZero();
        THREADS.add(Thread.currentThread().getName());
        meeting.countDown();
        assertThat(meeting.await(30, TimeUnit.SECONDS)).as("another run is at work").isTrue();
        int amount = (int) System.nanoTime();
        payments.when("/charge").delay(Duration.ofSeconds(3))
                .answer(request -> new Receipt("for " + request.payload(Charge.class).amount()));
        assertThat(checkout.pay(amount).id()).isEqualTo("for " + amount);
        FakeRequest request = payments.verify("/charge").once();
        assertThat(request.payload(Charge.class).amount()).isEqualTo(amount);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }
}
