package io.microcdi.it.app;

import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;

/** Cannot be a client: a call has one payload. */
@RegisterMicroClient("till")
public interface PayloadsClient {

    /** Nothing says which of them is sent. */
    @Route("/sum")
    int sum(int left, int right);
}
