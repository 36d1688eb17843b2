package io.microcdi.bench.load;

/** One connection to a server that returns what it is sent. Any number of threads call at once. */
public interface Client extends AutoCloseable {

    /** Sends an order without waiting for it to come back. */
    void start(Order order, Done done);

    /** Sends an order and waits until it has come back. */
    void call(Order order) throws Exception;

    /** Makes sure of the connection, before calls are measured: servers close those on which nothing was sent for long. */
    default void connect() throws Exception {
        // most see to it by themselves
    }

    @Override
    void close();
}
