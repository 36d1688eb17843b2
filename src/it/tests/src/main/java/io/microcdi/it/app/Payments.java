package io.microcdi.it.app;

import java.util.concurrent.CompletionStage;

import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** A typed client whose method has three annotations of Fault Tolerance at once, and two methods of one route. */
@RegisterMicroClient("till")
public interface Payments {

    /** Charges an amount. */
    @Route("/charge")
    @Traced
    String charge(int amount);

    /** Returns a receipt, or that of {@link #none} if three attempts fail or take longer than 5 s each. */
    @Route("/receipts/{id}")
    @Retry(maxRetries = 2, delay = 0, jitter = 0)
    @Timeout(5000)
    @Fallback(fallbackMethod = "none")
    String receipt(@RouteParam("id") String id);

    /** As {@link #receipt}, with 2 s for each attempt. */
    @Route("/receipts/{id}")
    @Retry(maxRetries = 2, delay = 0, jitter = 0)
    @Timeout(2000)
    @Fallback(fallbackMethod = "none")
    String hastyReceipt(@RouteParam("id") String id);

    /** As {@link #charge}, without waiting. */
    @Route("/charge")
    CompletionStage<String> chargeLater(int amount);

    /** The fallback, which gets the same argument. */
    default String none(String id) {
        return "no receipt " + id;
    }
}
