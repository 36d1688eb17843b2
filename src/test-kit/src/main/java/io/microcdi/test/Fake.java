package io.microcdi.test;

import java.util.List;

/**
 * A service that a test scripts and verifies. It is a real node with one or more instances. Thread-safe.
 *
 * <pre>{@code
 * payments.when("/charge").refuse().answer(new Receipt("r-1"));
 * payments.verify("/charge").times(2);
 * }</pre>
 */
public interface Fake {

    /** Returns the namespace of the service. */
    String namespace();

    /**
     * Begins the script of a route. It replaces an earlier script of the same path. The script of
     * <code>/{path...}</code> serves every path that has no script of its own.
     *
     * @param path the path of the route, for example {@code /receipts/{id}}
     * @throws IllegalArgumentException if the path is invalid, or begins with {@code /-/}
     */
    FakeRoute when(String path);

    /**
     * Verifies the requests for a path.
     *
     * @param path a path, for example {@code /receipts/17} or {@code /receipts/{id}}
     * @throws IllegalArgumentException if the path is invalid
     */
    Verification verify(String path);

    /** Returns all requests that came, in their order. Those for routes without a script are among them. */
    List<FakeRequest> requests();
}
