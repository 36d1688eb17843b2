package io.microcdi.bench.compare;

/** The service and its caller, connected over the loopback address. Thread-safe. */
public interface Contender extends AutoCloseable {

    /** Calls the service. */
    Receipt charge(Charge charge);

    /** Returns the status that the service has given to a failed call, as a text. */
    String status(RuntimeException failure);

    @Override
    void close();
}
