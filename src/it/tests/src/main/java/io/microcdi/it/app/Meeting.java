package io.microcdi.it.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import io.microcdi.MicroCaller;
import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;

/**
 * A handler that calls another service and blocks until it answers, and that other one, which answers nobody before all
 * are there: it is only done if all of them run at once.
 */
@MicroService
public class Meeting {
    /** How many must come. */
    public static final int SIZE = 100;

    private final CountDownLatch missing = new CountDownLatch(SIZE);

    @Inject
    MicroCaller caller;

    /** Calls {@code /meet} of the namespace in the payload. */
    @Route("/relay")
    public Integer relay(String namespace) {
        return caller.call(namespace, "/meet", null, Integer.class);
    }

    /** Waits for all. */
    @Route("/meet")
    public int meet() throws InterruptedException {
        missing.countDown();
        if (!missing.await(25, TimeUnit.SECONDS)) {
            throw new IllegalStateException(missing.getCount() + " of " + SIZE + " have not come");
        }
        return SIZE;
    }
}
