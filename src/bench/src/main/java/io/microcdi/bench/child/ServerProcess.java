package io.microcdi.bench.child;

import java.io.IOException;
import java.util.Arrays;

/** A server. */
public final class ServerProcess {

    /** The line of a child that is ready to be measured. */
    public static final String READY = "ready";

    private ServerProcess() {
    }

    /**
     * Serves until its input ends.
     *
     * @param args a {@link ServerKind}, and what it wants
     */
    public static void main(String[] args) throws Exception {
        ServerKind.Running running = ServerKind.valueOf(args[0]).start(Arrays.copyOfRange(args, 1, args.length));
        System.out.println(READY + " " + running.address());
        awaitEndOfInput();
        running.server().close();
        System.exit(0);
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // nothing is said
        }
    }
}
