package io.microcdi.internal.registry.web;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;

import java.time.Duration;
import java.util.List;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ValueType;

/** The settings of the registry's web application. Most of them apply only to {@code java -jar registry.war}. */
public final class RegistryServerKeys {

    /** Another environment variable for the port. Other registries of the second dialect read it. */
    public static final String PORT_ALIAS = "IOCORE_MICRO_WEBSOCKET_REGISTRY_PORT";

    /**
     * Where the registry listens when it runs by itself, 0 for any free port; {@code --port} wins. In the environment
     * also {@code IOCORE_MICRO_WEBSOCKET_REGISTRY_PORT}.
     */
    public static final ConfigKey<Integer> PORT = new ConfigKey<>("micro.registry-server.port",
            ValueType.integer(0, 65535), "8427");

    /**
     * How many handshakes of nodes the standalone registry does at once; others wait. After a restart all nodes
     * connect at once, and more at a time would make each of them slower.
     */
    public static final ConfigKey<Integer> HANDSHAKES_IN_PROGRESS = new ConfigKey<>(
            "micro.registry-server.handshakes-in-progress", ValueType.integer(1, 10_000), "16");

    /**
     * The largest part of the old generation that may be in use, in percent. Above it, the standalone registry refuses new
     * links, with 503 before the handshake or with 1013 after it, so that its memory does not run out. It accepts links
     * again when usage is 5 percentage points lower. Open links stay, instances that were registered here may come back, and
     * other registries of the cluster may call. The registry refuses the instances of these registries when usage is halfway
     * from this bound to 100 %. {@code 100} sets no bound.
     */
    public static final ConfigKey<Integer> MAX_LIVE_HEAP_PERCENT = new ConfigKey<>(
            "micro.registry-server.max-live-heap-percent", ValueType.integer(1, 100), "85");

    /**
     * The longest time from the head of an HTTP request to the end of its body; a request that takes longer is answered
     * 408. Applies on every server.
     */
    public static final ConfigKey<Duration> BODY_TIMEOUT = new ConfigKey<>("micro.registry-server.body-timeout",
            ValueType.duration(ofMillis(1), ofHours(1)), "30s");

    /**
     * Whether programs may call services through the registry, at {@code /call}. With {@code false} every request there
     * is answered 404.
     */
    public static final ConfigKey<Boolean> GATEWAY = new ConfigKey<>("micro.registry-server.gateway",
            ValueType.BOOLEAN, "true");

    /**
     * The largest number of running calls of the gateway, each from the head of its request to its end. Further calls
     * get 503 with {@code Retry-After}. One address gets at most four fifths, and a proxy counts as one address. The
     * standalone registry has at most one for each 456 KB of heap by default, and 256 at least. Applies on every
     * server.
     */
    public static final ConfigKey<Integer> MAX_CALLS = new ConfigKey<>("micro.registry-server.max-calls",
            ValueType.integer(1, 100_000), "2000");

    /**
     * The headers of a trace that the gateway passes on as metadata of the call. Baggage reaches the handlers of all
     * services of the call. Accept it only where you trust every client of the gateway.
     */
    public static final ConfigKey<List<String>> TRACE_HEADERS = new ConfigKey<>(
            "micro.registry-server.gateway.trace-headers", ValueType.textsOrNone(
                    "none, or some of traceparent, tracestate and baggage, separated by commas", GatewayTrace.NAMES),
            "traceparent,tracestate");

    /**
     * The largest number of streams of {@code GET /api/events}, one for each open console. Further streams get 503.
     * Applies on every server.
     */
    public static final ConfigKey<Integer> MAX_LISTENERS = new ConfigKey<>("micro.registry-server.max-listeners",
            ValueType.integer(0, 10_000), "200");

    /**
     * The largest number of these streams for one address. A proxy counts as one address. Applies on every server.
     */
    public static final ConfigKey<Integer> MAX_LISTENERS_OF_ADDRESS = new ConfigKey<>(
            "micro.registry-server.max-listeners-of-address", ValueType.integer(0, 10_000), "50");

    /**
     * The users who may use the page, the API and the gateway from other machines, each as {@code name=hash}, separated by
     * commas. {@code java -jar registry.war --hash-password NAME} makes the line from a password.
     */
    public static final ConfigKey<String> USERS = new ConfigKey<>("micro.registry-server.users", ValueType.SECRET,
            null);

    /**
     * A file with more users, {@code name=hash} on a line of its own. Lines that begin with {@code #} are comments. It
     * is read again when it changes.
     */
    public static final ConfigKey<String> USERS_FILE = new ConfigKey<>("micro.registry-server.users-file",
            ValueType.TEXT, null);

    /**
     * The names of the users who may drain, eject and restore instances, separated by commas: users of the registry, or of
     * the server. They sign in, also on this machine. Without this key users who have signed in and programs on this
     * machine may, and services with a token or a certificate may not. In the modes {@code off} and {@code permissive} of
     * {@code micro.security.mode} everybody may then.
     */
    public static final ConfigKey<List<String>> OPERATORS = new ConfigKey<>("micro.registry-server.operators",
            ValueType.TEXTS, null);

    /**
     * The role of users whom the server has authenticated and who may then use the page, the API and the gateway.
     * Without it the server's users count for nothing here.
     */
    public static final ConfigKey<String> ROLE = new ConfigKey<>("micro.registry-server.role", ValueType.TEXT, null);

    /**
     * A file of type PKCS12 or JKS with the private key and the certificate of the standalone registry: it
     * speaks TLS then, and nothing else. {@code --key-store} wins.
     */
    public static final ConfigKey<String> TLS_KEY_STORE = new ConfigKey<>("micro.registry-server.tls.key-store",
            ValueType.TEXT, null);

    /** The password of the file {@code micro.registry-server.tls.key-store}, and of the private key in it. */
    public static final ConfigKey<String> TLS_KEY_STORE_PASSWORD = new ConfigKey<>(
            "micro.registry-server.tls.key-store-password", ValueType.SECRET, null);

    /**
     * A file with authorities, a key store or PEM. With it the standalone registry lets in only nodes and
     * browsers that present a certificate which one of these authorities has issued.
     */
    public static final ConfigKey<String> TLS_TRUST_STORE = new ConfigKey<>("micro.registry-server.tls.trust-store",
            ValueType.TEXT, null);

    /** The password of the file {@code micro.registry-server.tls.trust-store}, if it has one. */
    public static final ConfigKey<String> TLS_TRUST_STORE_PASSWORD = new ConfigKey<>(
            "micro.registry-server.tls.trust-store-password", ValueType.SECRET, null);

    /** All keys, in the order of the guide. */
    public static final List<ConfigKey<?>> ALL = List.of(PORT, HANDSHAKES_IN_PROGRESS, MAX_LIVE_HEAP_PERCENT,
            BODY_TIMEOUT,
            GATEWAY, MAX_CALLS, TRACE_HEADERS, MAX_LISTENERS, MAX_LISTENERS_OF_ADDRESS, USERS, USERS_FILE, OPERATORS,
            ROLE, TLS_KEY_STORE,
            TLS_KEY_STORE_PASSWORD,
            TLS_TRUST_STORE,
            TLS_TRUST_STORE_PASSWORD);

    private RegistryServerKeys() {
    }
}
