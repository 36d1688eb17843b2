package io.microcdi.bench.netty;

import io.microcdi.bench.load.Order;

/**
 * A request or an answer.
 *
 * @param url of a request, otherwise {@code null}
 * @param status of an answer, otherwise 0
 */
record Frame(long id, String url, int status, Order order) {

    static final String URL = "/order";
    static final int OK = 200;

    static Frame request(long id, Order order) {
        return new Frame(id, URL, 0, order);
    }

    /** The answer to this request, which is the order itself. */
    Frame answer() {
        if (!URL.equals(url)) {
            throw new IllegalArgumentException("there is nothing at " + url);
        }
        return new Frame(id, null, OK, order);
    }
}
