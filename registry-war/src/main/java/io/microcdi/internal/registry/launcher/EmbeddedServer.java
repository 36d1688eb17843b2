package io.microcdi.internal.registry.launcher;

import java.io.IOException;
import java.nio.file.Path;

/** The server inside the archive, as the launcher sees it. It is loaded by a class loader of its own. */
public interface EmbeddedServer {

    /**
     * Starts the application and returns when it accepts connections.
     *
     * @param application the unpacked WAR
     * @return where it listens
     * @throws IllegalArgumentException if an argument or a setting cannot be used
     * @throws IOException if it cannot listen, or the application did not start; the message says why
     */
    Listening start(Path application, Arguments arguments) throws IOException;

    /** Ends the application, which tells its links that it is leaving, and stops listening. */
    void stop();
}
