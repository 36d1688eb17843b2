package io.microcdi.internal.registry.terminal;

import java.net.URI;
import java.time.Duration;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that all commands share which ask a registry. */
final class RegistryOptions {

    @Option(names = "--registry", paramLabel = "URL", defaultValue = "${env:MICRO_REGISTRY_URL:-ws://localhost:8427}", description = "The registry (default: MICRO_REGISTRY_URL, else ws://localhost:8427). http:// is the same as"
            + " ws://. Of several, separated by commas, the first.")
    private String registry;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "30", description = "The time for each"
            + " answer of the registry, and for a call (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(names = { "-h", "--help" }, usageHelp = true, description = "Print this help.")
    @SuppressWarnings("unused") // picocli prints the help
    private boolean help;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Mixin
    private SignIn signIn = new SignIn();

    boolean json() {
        return json;
    }

    int timeout() {
        if (timeout < 1 || timeout > 3_600) {
            throw new CommandException(ExitStatus.USAGE, "--timeout " + timeout + ": expected 1 to 3600 seconds");
        }
        return timeout;
    }

    RegistryClient client() {
        URI url = url(registry.split(",", -1)[0].strip());
        return new RegistryClient(url, signIn.authorization(url), Duration.ofSeconds(timeout()));
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text.replaceFirst("^ws", "http").replaceFirst("/+$", ""));
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getRawQuery() == null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (IllegalArgumentException invalid) {
            // reported below
        }
        throw new CommandException(ExitStatus.USAGE, "registry \"" + text
                + "\": expected ws://, wss://, http:// or https://, a host, and a port and path if it has them, for example ws://localhost:8427");
    }
}
