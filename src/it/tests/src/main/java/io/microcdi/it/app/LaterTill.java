package io.microcdi.it.app;

import java.util.concurrent.CompletionStage;

import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;

/** A typed client of a till that does not wait. */
@RegisterMicroClient("till")
public interface LaterTill {

    /** Completes after some milliseconds. */
    @Route("/till/slow")
    CompletionStage<String> slow(long millis);

    /** Completes with a failure. */
    @Route("/till/broken")
    CompletionStage<String> broken();
}
