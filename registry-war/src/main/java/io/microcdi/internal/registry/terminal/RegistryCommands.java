package io.microcdi.internal.registry.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import io.microcdi.internal.registry.launcher.Commands;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of {@code java -jar registry.war} for a terminal. */
@Command(name = "registry", subcommands = HelpCommand.class, sortOptions = false, description = "Asks a registry, and calls"
        + " services by it. Without a command, java -jar registry.war runs a registry.", footer = {
                "Exit status: 0 done, 1 failed, 2 wrong argument, 3 the registry cannot be reached or"
                        + " does not answer in time, 4 not found, 5 refused." })
public final class RegistryCommands implements Commands {

    private static final int MAX_PAYLOAD = 16 << 20;
    private static final int MAX_PAUSE = 3_600;
    private static final int MAX_ROWS = 1_000;

    private InputStream in = System.in;
    private PrintStream out = System.out;
    private PrintStream err = System.err;

    /** Called by the launcher. */
    public RegistryCommands() {
    }

    @Override
    public int run(String[] args, InputStream input, PrintStream output, PrintStream errors) {
        in = input;
        out = output;
        err = errors;
        CommandLine line = new CommandLine(this);
        line.setOut(new PrintWriter(output, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(errors, true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CommandException known) {
                if (known.status() == ExitStatus.NO_READER) {
                    return known.status();
                }
                errors.println("registry: " + SafeText.line(String.valueOf(known.getMessage())));
                return known.status();
            }
            errors.println("registry: " + SafeText.line(failure.toString()));
            return ExitStatus.FAILED;
        });
        line.setParameterExceptionHandler((invalid, words) -> {
            errors.println("registry: " + SafeText.line(invalid.getMessage()) + "; see help "
                    + SafeText.line(invalid.getCommandLine().getCommandName()));
            return ExitStatus.USAGE;
        });
        int status = line.execute(args);
        return status == ExitStatus.OK && output.checkError() ? ExitStatus.NO_READER : status;
    }

    @Command(name = "ls", description = "Lists the namespaces, or the instances of one.")
    int list(@Mixin RegistryOptions options,
            @Parameters(arity = "0..1", paramLabel = "NAMESPACE", description = "List its instances.") String namespace,
            @Option(names = "--filter", paramLabel = "TEXT", description = "Only those whose name, key,"
                    + " version or zone contains this text.") String filter) {
        Listing listing = new Listing(options.client(), out);
        if (namespace == null) {
            listing.namespaces(filter, options.json());
        } else {
            listing.instances(namespace, filter, options.json());
        }
        return ExitStatus.OK;
    }

    @Command(name = "routes", description = "Lists the routes of a namespace, which one of its instances says.")
    int routes(@Mixin RegistryOptions options, @Parameters(paramLabel = "NAMESPACE") String namespace) {
        new Listing(options.client(), out).routes(namespace, options.json());
        return ExitStatus.OK;
    }

    @Command(name = "call", description = "Calls a route, and prints its result.")
    int call(@Mixin RegistryOptions options,
            @Parameters(paramLabel = "NAMESPACE/ROUTE", description = "As payments/charge.") String route,
            @Parameters(arity = "0..1", paramLabel = "JSON", description = "The payload; - to read it from standard"
                    + " input. None by default.") String json) {
        String payload = json == null ? "" : json.equals("-") ? input() : json;
        String path = "/call/" + RegistryClient.encoded(route.replaceFirst("^/+", "")) + "?timeout=" + options.timeout()
                + "s";
        String result = options.client().call(path, payload);
        if (!result.isEmpty()) {
            out.println(SafeText.json(result));
        }
        return ExitStatus.OK;
    }

    private String input() {
        try {
            byte[] bytes = in.readNBytes(MAX_PAYLOAD + 1);
            if (bytes.length > MAX_PAYLOAD) {
                throw new CommandException(ExitStatus.USAGE, "the payload is longer than " + MAX_PAYLOAD + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Command(name = "status", description = "Prints what the registry says of itself.")
    int status(@Mixin RegistryOptions options) {
        return new Listing(options.client(), out).status(options.json());
    }

    @Command(name = "watch", description = "Prints which instances come and go, when it happens.")
    int watch(@Mixin RegistryOptions options,
            @Parameters(arity = "0..1", paramLabel = "NAMESPACE", description = "Only of this one.") String namespace,
            @Option(names = "--count", paramLabel = "N", defaultValue = "0", description = "End after N changes (default: by"
                    + " Ctrl-C).") int count)
            throws InterruptedException {
        if (count < 0) {
            throw new CommandException(ExitStatus.USAGE, "--count " + count + ": expected 0 or more");
        }
        new Changes(new EventFeed(options.client(), EventFeed.SILENCE), out, err, namespace, options.json())
                .follow(count);
        return ExitStatus.OK;
    }

    @Command(name = "drain", description = "Hides an instance from callers, so that it can be stopped when it has ended its"
            + " requests.")
    int drain(@Mixin RegistryOptions options, @Parameters(paramLabel = "NAMESPACE") String namespace,
            @Parameters(paramLabel = "KEY", description = "As 10.0.0.5:8080 or 10.0.0.5:8080/shop.") String key) {
        new Operations(options.client(), out, options.json()).act(namespace, key, "drain");
        return ExitStatus.OK;
    }

    @Command(name = "eject", description = "Hides an instance from callers, for a time or until it is restored.")
    int eject(@Mixin RegistryOptions options, @Parameters(paramLabel = "NAMESPACE") String namespace,
            @Parameters(paramLabel = "KEY", description = "As 10.0.0.5:8080 or 10.0.0.5:8080/shop.") String key,
            @Option(names = "--for", paramLabel = "TIME", defaultValue = "", description = "As 90s, 5m or 2h; at most 24h.") String time) {
        new Operations(options.client(), out, options.json()).act(namespace, key,
                time.isEmpty() ? "eject" : "eject?for=" + RegistryClient.encoded(time));
        return ExitStatus.OK;
    }

    @Command(name = "restore", description = "Shows an instance to callers again.")
    int restore(@Mixin RegistryOptions options, @Parameters(paramLabel = "NAMESPACE") String namespace,
            @Parameters(paramLabel = "KEY", description = "As 10.0.0.5:8080 or 10.0.0.5:8080/shop.") String key) {
        new Operations(options.client(), out, options.json()).act(namespace, key, "restore");
        return ExitStatus.OK;
    }

    @Command(name = "top", description = "Prints the namespaces with the most instances or calls, again and again.")
    int top(@Mixin RegistryOptions options,
            @Option(names = "--by", paramLabel = "NUMBER", defaultValue = "instances", description = "instances, rate, failed"
                    + " or p99 (default: ${DEFAULT-VALUE}).") String by,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many (default:"
                    + " ${DEFAULT-VALUE}).") int limit,
            @Option(names = "--count", paramLabel = "N", defaultValue = "0", description = "End after N tables (default: by"
                    + " Ctrl-C).") int count,
            @Option(names = "--every", paramLabel = "SECONDS", defaultValue = "2", description = "The pause between two"
                    + " tables (default: ${DEFAULT-VALUE}).") int seconds)
            throws InterruptedException {
        if (seconds < 1 || seconds > MAX_PAUSE || count < 0 || limit < 1 || limit > MAX_ROWS
                || !by.matches("instances|rate|failed|p99")) {
            throw new CommandException(ExitStatus.USAGE, "--every: expected 1 to " + MAX_PAUSE
                    + " seconds, --count: 0 or more, --limit: 1 to " + MAX_ROWS
                    + ", and --by: instances, rate, failed or p99");
        }
        new Operations(options.client(), out, options.json()).top(by, limit, count, seconds);
        return ExitStatus.OK;
    }

    @Command(name = "completion", description = "Prints a script for bash and zsh that completes commands and options:"
            + " source <(java -jar registry.war completion)")
    int completion(
            @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "registry", description = "The name of"
                    + " your alias or function (default: ${DEFAULT-VALUE}).") String name,
            @Option(names = { "-h", "--help" }, usageHelp = true, description = "Print this help.") boolean help) {
        if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new CommandException(ExitStatus.USAGE, "name \"" + name + "\": expected letters, digits, - and _");
        }
        out.print(AutoComplete.bash(name, new CommandLine(new RegistryCommands())));
        return ExitStatus.OK;
    }
}
