package io.microcdi.launch;

import java.nio.file.Path;

/** A server in a process of its own. It need not be ready when it has been started. */
public abstract class ServerProcess implements AutoCloseable {

    private final ChildProcess process;

    ServerProcess(ChildProcess process) {
        this.process = process;
    }

    /**
     * Fails if it is known by now that it will never be ready.
     *
     * @throws LaunchException with the reason
     */
    public void check() {
        process.check();
    }

    /**
     * Fails with the first line of the log that has a text, by which this server says that it could not deploy something.
     *
     * @throws LaunchException if there is such a line
     */
    final void checkLog(String failed) {
        process.line(failed).ifPresent(line -> {
            throw new LaunchException(line.strip() + "\nThe log is " + log());
        });
    }

    /** The process in which the applications run. */
    public long pid() {
        return handle().pid();
    }

    /** The process that was started, which may be no more than a launcher. */
    final ProcessHandle handle() {
        return process.handle();
    }

    /** What it has said. */
    public final Path log() {
        return process.log();
    }

    /** Ends it. */
    @Override
    public final void close() {
        process.close();
    }
}
