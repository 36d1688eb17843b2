package io.microcdi.test;

import java.util.List;

/**
 * Verifies the requests for one path of a {@link Fake}. Each method throws an {@link AssertionError} if the number of
 * requests differs. Its message lists the requests that came and the routes that are scripted.
 */
public interface Verification {

    /** Requires exactly one request, and returns it. */
    FakeRequest once();

    /**
     * Requires a number of requests, and returns them in the order in which they came.
     *
     * @param count zero or more
     */
    List<FakeRequest> times(int count);

    /** Requires that there was no request. */
    void never();
}
