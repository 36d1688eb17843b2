package io.microcdi.bench.run;

/**
 * The resources that a process has used since it began.
 *
 * @param cpu processor time of all its threads, in nanoseconds
 * @param allocated bytes of heap that its live threads have allocated; not a number where nobody counts them
 */
record Usage(long cpu, double allocated) {

    Usage since(Usage earlier) {
        return new Usage(cpu - earlier.cpu, allocated - earlier.allocated);
    }
}
