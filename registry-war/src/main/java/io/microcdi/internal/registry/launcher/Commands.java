package io.microcdi.internal.registry.launcher;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Set;

/** The commands for a terminal. A class loader of its own loads their classes, so the launcher knows only this interface. */
public interface Commands {

    /** The names of all commands. */
    Set<String> NAMES = Set.of("ls", "watch", "call", "routes", "status", "completion", "help", "drain", "eject",
            "restore", "top");

    /**
     * Runs a command, and returns when it has ended.
     *
     * @param args the name of the command and its arguments
     * @return the exit status
     */
    int run(String[] args, InputStream in, PrintStream out, PrintStream err);
}
