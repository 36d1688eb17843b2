package io.microcdi.bench.run;

/**
 * What a process has used since it began.
 *
 * @param cpu processor time of all its threads, in nanoseconds
 * @param allocated bytes of heap that its live threads have allocated
 */
record Usage(long cpu, long allocated) {

    Usage since(Usage earlier) {
        return new Usage(cpu - earlier.cpu, allocated - earlier.allocated);
    }
}
