package io.microcdi.bench.run;

import io.microcdi.bench.load.Sample;

/**
 * One contender, one case, one round, a call each unless said.
 *
 * @param perSecond calls in a second
 * @param p50 half of the calls took no longer, in microseconds
 * @param p99 the same of 99 in a hundred
 * @param cpu seconds of processor time for 100,000 calls, both processes
 * @param clientBytes what the client allocated; not a number where nobody counts it
 * @param serverBytes what the server allocated
 */
record Measurement(double perSecond, double p50, double p99, double cpu, double clientBytes, double serverBytes) {

    static Measurement of(Sample sample, Usage client, Usage server) {
        double calls = sample.calls();
        return new Measurement(sample.perSecond(), sample.p50() / 1e3, sample.p99() / 1e3,
                (client.cpu() + server.cpu()) / 1e9 / calls * 1e5, client.allocated() / calls,
                server.allocated() / calls);
    }
}
