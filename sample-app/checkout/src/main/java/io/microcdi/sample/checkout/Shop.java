package io.microcdi.sample.checkout;

import java.util.concurrent.CompletionStage;

import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;

/** The service {@code checkout} for its callers, who may also call without waiting. */
@RegisterMicroClient("checkout")
public interface Shop extends ShopApi {

    /** As {@link #buy}, but it returns at once. */
    @Route("/buy")
    CompletionStage<Receipt> buyLater(Order order, @Metadata("tenant") String tenant);
}
