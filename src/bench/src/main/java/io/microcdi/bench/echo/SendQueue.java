package io.microcdi.bench.echo;

/** Sends texts in their order. */
@FunctionalInterface
interface SendQueue {

    /** Sends a text when its turn comes; does not wait for it. */
    void add(String text);
}
