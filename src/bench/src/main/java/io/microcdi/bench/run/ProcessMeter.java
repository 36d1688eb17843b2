package io.microcdi.bench.run;

import java.time.Duration;

/** What the system knows of a process that is no JVM: its processor time, in hundredths of a second. */
record ProcessMeter(ProcessHandle process) implements Meter {

    @Override
    public Usage read() {
        return new Usage(process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos(), Double.NaN);
    }
}
