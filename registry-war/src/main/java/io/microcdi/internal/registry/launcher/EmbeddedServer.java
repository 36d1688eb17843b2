package io.microcdi.internal.registry.launcher;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The server inside the archive. A class loader of its own loads its classes, so the launcher knows only this
 * interface.
 */
public interface EmbeddedServer {

    /**
     * Starts the application and returns when it accepts connections.
     *
     * @param application the unpacked WAR
     * @return the address at which the server listens
     * @throws IllegalArgumentException if an argument or a setting is invalid
     * @throws IOException if the server cannot listen, or the application did not start. The message gives the reason
     */
    Listening start(Path application, Arguments arguments) throws IOException;

    /**
     * Returns the line of a user for the configuration.
     *
     * @throws IllegalArgumentException if the name or the password is invalid
     */
    String userLine(String name, char[] password);

    /** Stops the application and the server. The application closes its links with the reason that it is leaving. */
    void stop();
}
