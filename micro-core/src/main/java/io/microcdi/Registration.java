package io.microcdi;

/** Removes a registration when it is closed. A second call of {@code close} has no effect. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    @Override
    void close();
}
