package io.microcdi.bench.run;

/** Reads what a process has used. */
@FunctionalInterface
interface Meter {

    Usage read();
}
