package io.microcdi.internal.registry.terminal;

import java.io.PrintStream;

/** The exit statuses of the commands, for scripts. */
final class ExitStatus {

    /** The command has done its work. */
    static final int OK = 0;
    /** The call, or the action at the registry, failed. */
    static final int FAILED = 1;
    /** An argument is invalid. */
    static final int USAGE = 2;
    /** The registry cannot be reached, does not answer in time, or does not answer as one. */
    static final int UNREACHABLE = 3;
    /** There is no such namespace, instance or route. */
    static final int NOT_FOUND = 4;
    /** The registry, or the service, refuses this user. */
    static final int REFUSED = 5;
    /**
     * The reader of the output has gone. A shell uses the same status, 128 plus the number of SIGPIPE, for other programs.
     */
    static final int NO_READER = 141;

    private ExitStatus() {
    }

    /**
     * Flushes the output of a command.
     *
     * @throws CommandException if it cannot be written, for example because {@code head} behind a pipe has ended
     */
    static void flush(PrintStream out) {
        if (out.checkError()) {
            throw new CommandException(NO_READER, "");
        }
    }
}
