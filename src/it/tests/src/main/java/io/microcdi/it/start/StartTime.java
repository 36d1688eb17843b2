package io.microcdi.it.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jboss.arquillian.container.spi.event.container.AfterDeploy;
import org.jboss.arquillian.container.spi.event.container.BeforeSetup;
import org.jboss.arquillian.core.api.annotation.Observes;

/**
 * Writes down how long a server took from the command to start it until its first application was there. Some adapters
 * say that a server has started when they have only asked it to.
 */
public class StartTime {
    private static final double SECOND = 1e9;

    private long begun;
    private boolean known;

    public void begins(@Observes BeforeSetup event) {
        begun = System.nanoTime();
    }

    /** The figure goes to a file of the module's, which the table reads. */
    public void ends(@Observes AfterDeploy event) throws IOException {
        if (!known) {
            known = true;
            double seconds = (System.nanoTime() - begun) / SECOND;
            Files.writeString(Path.of(System.getProperty("it.target"), "seconds-to-start"), String.valueOf(seconds));
        }
    }
}
