package io.microcdi.internal.registry.terminal;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.concurrent.ReloadedFile;

import picocli.CommandLine.Option;

/** How the user signs in. A password and a token are never arguments, because other users of the machine see those. */
final class SignIn {

    private static final int MAX_BYTES = 64 << 10;

    @Option(names = "--user", paramLabel = "NAME", defaultValue = "${env:MICRO_REGISTRY_USER}", description = "Sign in as"
            + " this user (default: MICRO_REGISTRY_USER). The password is in MICRO_REGISTRY_PASSWORD, or in the file of"
            + " --password-file.")
    private String user;

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file with the password.")
    private Path passwordFile;

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file with a token (default: the token in"
            + " MICRO_REGISTRY_TOKEN).")
    private Path tokenFile;

    @Option(names = "--allow-plain", description = "Send a password or token to another machine without TLS.")
    private boolean plainAllowed;

    /** Returns the header {@code Authorization}; empty if the user does not sign in. */
    Optional<String> authorization(URI registry) {
        Optional<String> token = text(tokenFile, "MICRO_REGISTRY_TOKEN");
        boolean named = user != null && !user.isEmpty();
        if (token.isEmpty() && !named) {
            return Optional.empty();
        }
        if (!plainAllowed && !registry.getScheme().equals("https") && !isLocal(registry.getHost())) {
            throw new CommandException(ExitStatus.USAGE, "a password or token is sent to " + registry.getHost()
                    + " by https only: correct --registry, or set --allow-plain");
        }
        if (named) {
            String password = text(passwordFile, "MICRO_REGISTRY_PASSWORD").orElseThrow(
                    () -> new CommandException(ExitStatus.USAGE, "user " + user
                            + " has no password: set MICRO_REGISTRY_PASSWORD or --password-file"));
            return Optional.of("Basic " + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
        }
        return token.map(text -> "Bearer " + text);
    }

    private static boolean isLocal(String host) {
        // a name may begin with 127. too
        return host.equals("localhost") || IpRanges.literal(host).filter(IpRanges::isLoopback).isPresent();
    }

    private static Optional<String> text(Path file, String variable) {
        if (file == null) {
            return Optional.ofNullable(System.getenv(variable)).filter(text -> !text.isEmpty());
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new CommandException(ExitStatus.USAGE, file + " is longer than " + MAX_BYTES + " bytes");
            }
            return Optional.of(ReloadedFile.text(file, MAX_BYTES).strip());
        } catch (IOException e) {
            throw new CommandException(ExitStatus.USAGE, "cannot read " + file + ": " + e);
        }
    }
}
