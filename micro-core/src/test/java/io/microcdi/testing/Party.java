package io.microcdi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tasks that meet: each arrives and stays until the test lets all of them go. */
public final class Party {

    private final CountDownLatch arrived;
    private final CountDownLatch released = new CountDownLatch(1);

    /** A meeting of so many. */
    public Party(int guests) {
        arrived = new CountDownLatch(guests);
    }

    /** The task of a guest; an interrupt releases it too. */
    public void attend() {
        arrived.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all are there. */
    public void awaitAll() throws InterruptedException {
        assertThat(arrived.await(30, TimeUnit.SECONDS)).as("all have arrived").isTrue();
    }

    /** Lets all go, also those who are yet to come. */
    public void release() {
        released.countDown();
    }
}
