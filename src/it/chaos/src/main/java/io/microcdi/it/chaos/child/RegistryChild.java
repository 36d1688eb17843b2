package io.microcdi.it.chaos.child;

import java.nio.file.Path;
import java.util.List;

/** A {@link Registry} as the run sees it. */
public final class RegistryChild extends Child {

    private final String host;
    private final int port;

    /**
     * Starts it, and waits until it listens.
     *
     * @param before words before the command
     * @param arguments as {@code port=8427}, and keys of a registry with their values
     */
    public RegistryChild(Build build, Path directory, List<String> before, String... arguments)
            throws InterruptedException {
        super("registry", build, directory, before, List.of("-Xmx128m"), Registry.class, List.of(arguments));
        this.host = new Arguments(arguments).text("host", "127.0.0.1");
        this.port = Integer.parseInt(answer());
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Returns the address. */
    public String url() {
        return "ws://" + host + ":" + port;
    }

    /** Returns how many instances of a namespace are registered. */
    public int count(String namespace) throws InterruptedException {
        return Integer.parseInt(ask("count " + namespace));
    }

    /** Returns the instances that left, as {@code key code reason}. */
    public List<String> departures() throws InterruptedException {
        String answer = ask("departures");
        return answer.isEmpty() ? List.of() : List.of(answer.split(" \\| "));
    }
}
