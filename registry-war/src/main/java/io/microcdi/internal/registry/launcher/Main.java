package io.microcdi.internal.registry.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the registry as a program of its own:
 * {@code java -jar registry.war [--port N] [--host H] [--key-store FILE] [--libraries DIR] [--cluster MEMBERS]
 * [--hash-password NAME] [--help]}.
 * If the first argument is one of {@link Commands#NAMES}, runs that command instead.
 */
public final class Main {

    private static final String SERVER = "io.microcdi.internal.registry.tomcat.TomcatServer";
    private static final String CLUSTER = "micro.registry-server.cluster.members";
    private static final String COMMANDS = "io.microcdi.internal.registry.terminal.RegistryCommands";
    private static final int COULD_NOT_START = 1;
    private static final int WRONG_ARGUMENT = 2;

    private Main() {
    }

    /**
     * Starts the registry and waits for a signal.
     *
     * @param args see {@link Arguments#USAGE}
     */
    public static void main(String[] args) {
        int status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            if (args.length > 0 && Commands.NAMES.contains(args[0])) {
                return command(args, out, err);
            }
            Arguments arguments = Arguments.parse(args);
            if (arguments.help()) {
                out.print(Arguments.USAGE);
            } else if (arguments.hashFor().isPresent()) {
                out.println(userLine(arguments.hashFor().get()));
            } else {
                serve(arguments, out);
            }
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("registry: " + e.getMessage() + " (--help shows the arguments)");
            return WRONG_ARGUMENT;
        } catch (IOException | ReflectiveOperationException | URISyntaxException e) {
            err.println("registry: " + e.getMessage());
            return COULD_NOT_START;
        } catch (InterruptedException e) {
            return COULD_NOT_START;
        }
    }

    /** Reads a password from standard input, and returns the line of a user. */
    private static String userLine(String name) throws IOException, ReflectiveOperationException, URISyntaxException {
        String password = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        try (UnpackedWar war = UnpackedWar.of(archive(), Optional.empty())) {
            return server(war).userLine(name, password == null ? new char[0] : password.toCharArray());
        }
    }

    private static int command(String[] args, PrintStream out, PrintStream err)
            throws IOException, ReflectiveOperationException, URISyntaxException {
        UnpackedWar war = UnpackedWar.ofCommands(archive());
        // also after Ctrl-C
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(war), "registry-shutdown"));
        Thread.currentThread().setContextClassLoader(war.loader());
        Commands commands = (Commands) war.loader().loadClass(COMMANDS).getConstructor().newInstance();
        int status = commands.run(args, System.in, out, err);
        out.flush();
        return status;
    }

    private static void delete(UnpackedWar war) {
        try (war) {
            return;
        } catch (IOException e) {
            System.err.println("registry: could not delete " + war.directory() + ": " + e.getMessage());
        }
    }

    private static Path archive() throws URISyntaxException {
        return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static EmbeddedServer server(UnpackedWar war) throws ReflectiveOperationException {
        Thread.currentThread().setContextClassLoader(war.loader());
        return (EmbeddedServer) war.loader().loadClass(SERVER).getConstructor().newInstance();
    }

    private static void serve(Arguments arguments, PrintStream out)
            throws IOException, ReflectiveOperationException, URISyntaxException, InterruptedException {
        long startedAt = System.nanoTime();
        OutOfMemory.endsProcess();
        LookedUpNames.keepShortly();
        arguments.cluster().ifPresent(members -> System.setProperty(CLUSTER, members));
        try (UnpackedWar war = UnpackedWar.of(archive(), arguments.libraries())) {
            EmbeddedServer server = server(war);
            Listening listening = server.start(war.directory(), arguments);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, war), "registry-shutdown"));
            out.println(ready(listening, System.nanoTime() - startedAt));
            new CountDownLatch(1).await();
        }
    }

    /**
     * Ends the process with status 0. Without it, the status after SIGTERM would be 143, which supervisors take for a
     * failure.
     */
    private static void end(EmbeddedServer server, UnpackedWar war) {
        try (war) {
            server.stop();
        } catch (IOException e) {
            System.err.println("registry: could not delete " + war.directory() + ": " + e.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }

    private static String ready(Listening listening, long nanos) {
        return String.format(Locale.ROOT, "Registry is up: %s, %.1f s)", listening.text(), nanos / 1e9);
    }
}
