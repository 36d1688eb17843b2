package io.microcdi.it.app;

import java.time.temporal.ChronoUnit;
import java.util.concurrent.Semaphore;

import org.eclipse.microprofile.faulttolerance.Bulkhead;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.smallrye.faulttolerance.api.RateLimit;

/** Routes that Fault Tolerance limits. Their annotations have no effect on a server without it. */
@MicroService
public class Limited {
    private final Semaphore inside = new Semaphore(0);
    private final Semaphore free = new Semaphore(0);

    /** One call at a time, which ends by {@link #free}. */
    @Route("/bulkhead")
    @Bulkhead(1)
    public String bulkhead() throws InterruptedException {
        inside.release();
        free.acquire();
        return "let in";
    }

    /** Returns when a call of {@link #bulkhead} has begun. */
    @Route("/inside")
    public void inside() throws InterruptedException {
        inside.acquire();
    }

    /** Ends the call of {@link #bulkhead}. */
    @Route("/free")
    public void free() {
        free.release();
    }

    /** One call an hour. */
    @Route("/rate")
    @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS)
    public String rate() {
        return "let in";
    }
}
