package io.microcdi.it.chaos.run;

import java.nio.file.Path;

/** Breaks one thing. */
@FunctionalInterface
public interface Scenario {

    /**
     * Runs it. The report gets the findings.
     *
     * @param directory for all that belongs to it
     */
    void run(Run run, Path directory) throws Exception;
}
