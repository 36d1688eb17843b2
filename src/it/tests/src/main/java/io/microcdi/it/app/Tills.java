package io.microcdi.it.app;

import java.util.concurrent.CompletionStage;

import org.eclipse.microprofile.faulttolerance.Asynchronous;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** The typed client of a till, with Fault Tolerance. */
@RegisterMicroClient("till")
public interface Tills extends TillApi {

    @Override
    @Route("/till/flaky/{key}")
    @Retry(maxRetries = 4, delay = 0, jitter = 0)
    int flaky(@RouteParam("key") String key);

    /** Falls back to a default method. */
    @Route("/till/slow")
    @Timeout(5000)
    @Fallback(fallbackMethod = "none")
    String bounded(long millis);

    /** The fallback. */
    default String none(long millis) {
        return "nothing within 5 s";
    }

    /** Fails after its time. */
    @Route("/till/slow")
    @Timeout(200)
    String hasty(long millis);

    /** As {@link #hasty}, on another thread. */
    @Route("/till/slow")
    @Asynchronous
    @Timeout(5000)
    CompletionStage<String> later(long millis);

    @Override
    @Route("/till/broken")
    @CircuitBreaker(requestVolumeThreshold = 4, failureRatio = 1, delay = 60_000)
    String broken();
}
