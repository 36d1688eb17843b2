package io.microcdi.internal.registry.terminal;

/** The exit statuses of the commands, for scripts. */
final class ExitStatus {

    /** The command has done its work. */
    static final int OK = 0;
    /** The call, or what the registry was asked for, failed. */
    static final int FAILED = 1;
    /** An argument is invalid. */
    static final int USAGE = 2;
    /** The registry cannot be reached, or does not answer as one. */
    static final int UNREACHABLE = 3;
    /** There is no such namespace, instance or route. */
    static final int NOT_FOUND = 4;
    /** The registry, or the service, refuses this user. */
    static final int REFUSED = 5;

    private ExitStatus() {
    }
}
