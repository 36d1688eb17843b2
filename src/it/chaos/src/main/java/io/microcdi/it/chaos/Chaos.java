package io.microcdi.it.chaos;

import io.microcdi.it.chaos.attack.Attack;
import io.microcdi.it.chaos.autobahn.Autobahn;
import io.microcdi.it.chaos.child.Arguments;
import io.microcdi.it.chaos.faults.Faults;
import io.microcdi.it.chaos.fuzz.Fuzz;
import io.microcdi.it.chaos.overload.Overload;
import io.microcdi.it.chaos.redeploy.Redeploy;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.soak.Soak;
import io.microcdi.it.chaos.upgrade.Upgrade;

/** Runs the parts that were asked for, prints a table, and ends with 1 if a line of it failed. */
public final class Chaos {

    private Chaos() {
    }

    /**
     * Runs.
     *
     * @param arguments as in {@link Run}
     */
    public static void main(String[] arguments) {
        Run run = new Run(new Arguments(arguments));
        Redeploy.run(run);
        Faults.run(run);
        Upgrade.run(run);
        Overload.run(run);
        Attack.run(run);
        Fuzz.run(run);
        Autobahn.run(run);
        Soak.run(run);
        System.exit(run.finish() ? 0 : 1);
    }
}
