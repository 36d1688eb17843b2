package io.microcdi.bench.run;

import java.time.Duration;

/** Reads the processor time of a process that is not a JVM, in hundredths of a second. */
record ProcessMeter(ProcessHandle process) implements Meter {

    @Override
    public Usage read() {
        return new Usage(process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos(), Double.NaN);
    }
}
