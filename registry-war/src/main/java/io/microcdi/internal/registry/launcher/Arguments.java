package io.microcdi.internal.registry.launcher;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The command line.
 *
 * @param port the port to listen on, 0 for any free port; empty to use the configured port
 * @param host the address to listen on; empty to use the configured address
 * @param keyStore a file with the key and the certificate for TLS; empty to use the configured file
 * @param libraries a directory with jars that the registry loads beside its own; empty for none
 * @param cluster the registries of the cluster; empty to use the configured ones
 * @param hashFor the user for whose password to print a hash; empty to serve
 * @param help whether to print only the usage
 */
public record Arguments(Optional<Integer> port, Optional<String> host, Optional<String> keyStore,
        Optional<String> libraries, Optional<String> cluster, Optional<String> hashFor, boolean help) {

    /** The text that {@code --help} prints. */
    public static final String USAGE = """
            Usage: java -jar registry.war [--port N] [--host H] [--key-store FILE] [--libraries DIR]
                   [--cluster MEMBERS]
               or: java -jar registry.war COMMAND ..., as ls, call or watch; help lists the commands

              --port N          listen on port N, 0 for any free one (default: micro.registry-server.port, else 8427)
              --host H          listen on the address of H only (default: micro.listen-address, else all
                                interfaces)
              --key-store FILE  speak TLS, with the key and the certificate in a PKCS12 or JKS file (default:
                                micro.registry-server.tls.key-store, else no TLS); its password is never an argument:
                                MICRO_REGISTRY_SERVER_TLS_KEY_STORE_PASSWORD in the environment
              --libraries DIR   also load the jars in a directory, as micro-opentelemetry and an SDK of OpenTelemetry
              --cluster MEMBERS join the registries HOST:PORT,HOST:PORT,... or dns:NAME (default:
                                micro.registry-server.cluster.members, else alone)
              --hash-password NAME
                                read a password from standard input, print the line NAME=hash for
                                micro.registry-server.users or a users-file, and end
              --help            print this and end

            Settings are read from system properties (java -Dmicro.registry-server.heartbeat-timeout=20s -jar ...)
            and from the environment (MICRO_REGISTRY_SERVER_PORT, IOCORE_MICRO_WEBSOCKET_REGISTRY_PORT, ...).
            SIGTERM or Ctrl-C ends it. Exit status: 0 ended, 1 could not start, 2 wrong argument or setting, 3 out
            of memory.
            """;

    private static final int MAX_PORT = 65535;

    /**
     * Reads a command line; {@code --port=N} is the same as {@code --port N}.
     *
     * @throws IllegalArgumentException if the command line is invalid. The message gives the valid form
     */
    public static Arguments parse(String... args) {
        Optional<Integer> port = Optional.empty();
        Optional<String> host = Optional.empty();
        Optional<String> keyStore = Optional.empty();
        Optional<String> libraries = Optional.empty();
        Optional<String> cluster = Optional.empty();
        Optional<String> hashFor = Optional.empty();
        boolean help = false;
        Iterator<String> words = List.of(args).iterator();
        while (words.hasNext()) {
            String word = words.next();
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String option = equals < 0 ? word : word.substring(0, equals);
            String given = equals < 0 ? null : word.substring(equals + 1);
            switch (option) {
                case "--port" -> port = Optional.of(port(value(option, given, words)));
                case "--host" -> host = Optional.of(host(value(option, given, words)));
                case "--key-store" -> keyStore = Optional.of(value(option, given, words));
                case "--libraries" -> libraries = Optional.of(value(option, given, words));
                case "--cluster" -> cluster = Optional.of(value(option, given, words));
                case "--hash-password" -> hashFor = Optional.of(value(option, given, words));
                case "--help", "-h" -> help = true;
                default -> throw new IllegalArgumentException(
                        "unknown argument " + word + ": expected --port N, --host H, --key-store FILE,"
                                + " --libraries DIR, --cluster MEMBERS, --hash-password NAME, --help, or a command as ls,"
                                + " call or help");
            }
        }
        return new Arguments(port, host, keyStore, libraries, cluster, hashFor, help);
    }

    private static String value(String option, String given, Iterator<String> words) {
        if (given != null) {
            return given;
        }
        if (!words.hasNext()) {
            throw new IllegalArgumentException(option + " has no value");
        }
        return words.next();
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of bounds
        }
        throw new IllegalArgumentException("--port " + text + ": expected a whole number from 0 to " + MAX_PORT);
    }

    private static String host(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("--host is empty: expected an address or a name of this machine");
        }
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        return bracketed ? text.substring(1, text.length() - 1) : text;
    }
}
