package io.microcdi.launch;

import java.nio.file.Path;

/** A server in a process of its own. It need not be ready when it has been started. */
public abstract class ServerProcess implements AutoCloseable {

    private final ChildProcess process;

    ServerProcess(ChildProcess process) {
        this.process = process;
    }

    /**
     * Throws an exception if the server certainly will not become ready.
     *
     * @throws LaunchException with the reason
     */
    public void check() {
        process.check();
    }

    /**
     * Throws an exception with the first line of the log that contains a text. By this text the server reports a failed
     * deployment.
     *
     * @throws LaunchException if there is such a line
     */
    final void checkLog(String failed) {
        process.line(failed).ifPresent(line -> {
            throw new LaunchException(line.strip() + "\nThe log is " + log());
        });
    }

    /** Returns the id of the process in which the applications run. */
    public long pid() {
        return handle().pid();
    }

    /** Returns the started process, which may be only a launcher. */
    final ProcessHandle handle() {
        return process.handle();
    }

    /** Returns the file with the output of the server. */
    public final Path log() {
        return process.log();
    }

    /** Ends the server. */
    @Override
    public final void close() {
        process.close();
    }
}
