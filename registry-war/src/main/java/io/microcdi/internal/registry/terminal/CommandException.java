package io.microcdi.internal.registry.terminal;

/** Ends a command with a status and a message, which may contain text from outside. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    CommandException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
