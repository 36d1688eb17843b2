package io.microcdi.it.chaos.faults;

import io.microcdi.it.chaos.run.Run;

/** All scenarios of the part. */
public final class Faults {

    /** The name of the part. */
    public static final String PART = "faults";

    private Faults() {
    }

    /** Runs those that were asked for. */
    public static void run(Run run) {
        run.run(PART, "kill -9 of one of three", new KilledProvider());
        run.run(PART, "SIGSTOP of one of three", new StoppedProvider());
        run.run(PART, "0.5 % bad input, ten instances", new BadInput());
        run.run(PART, "all providers failing", new AllFailing());
        run.run(PART, "registry dead", new RegistryDead());
        run.run(PART, run.isQuick() ? "registry stopped" : "registry stopped, 25 s", new RegistryStopped(25));
        if (!run.isQuick()) {
            run.run(PART, "registry stopped, 60 s", new RegistryStopped(60));
            run.run(PART, "clock of the registry moved", new MovedClock());
        }
        run.run(PART, "A to B to C, A gives up", new GivenUp());
        run.run(PART, "proxy", new ProxyFaults());
        run.run(PART, "network", new Network());
    }
}
