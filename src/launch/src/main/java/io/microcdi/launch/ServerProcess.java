package io.microcdi.launch;

import java.nio.file.Path;

/** A server in a process of its own. It need not be ready when it has been started. */
public interface ServerProcess extends AutoCloseable {

    /**
     * Fails if it is known by now that it will never be ready.
     *
     * @throws LaunchException with the reason
     */
    void check();

    /** The process in which the applications run. */
    long pid();

    /** What it has said. */
    Path log();

    /** Ends it. */
    @Override
    void close();
}
