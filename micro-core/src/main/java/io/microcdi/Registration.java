package io.microcdi;

/** Undoes a registration. Closing it twice has no effect. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    @Override
    void close();
}
