package io.microcdi.config;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.microcdi.internal.address.PeerInfo;

/** The settings of a node. The reference page is generated from this list. */
public final class ConfigKeys {

    private static final ValueType<Duration> TIMEOUT = ValueType.duration(ofMillis(1), ofDays(1));
    private static final ValueType<Duration> INTERVAL = ValueType.duration(ofMillis(10), ofHours(1));
    private static final ValueType<String> LABEL = ValueType.matching(
            "1 to 64 letters, digits and -._~, for example 1.4.2 or eu-west-1a", PeerInfo.LABEL);

    /**
     * The name under which others call this application: one to eight segments of letters, digits and
     * {@code -._~!$&'()+=:@}, separated by {@code /}. Without it, the context path or the application's name.
     */
    public static final ConfigKey<String> NAMESPACE = new ConfigKey<>("micro.namespace", ValueType.TEXT, null);

    /**
     * Where the registries are, separated by commas. The node registers with each of them, or with one of them if they form
     * a cluster. To find an instance it asks the first that answers. With {@code none} it registers nowhere, and finds the
     * namespaces that have a {@code micro.client.<namespace>.url}.
     */
    public static final ConfigKey<List<URI>> REGISTRY_URL = new ConfigKey<>("micro.registry.url",
            ValueType.WEBSOCKET_URLS, "ws://localhost:8427");

    /**
     * How long a WebSocket handshake with a registry may take. The default is long because all nodes dial a registry at
     * once after its restart. A node that gave up and dialled again would add to the work.
     */
    public static final ConfigKey<Duration> REGISTRY_CONNECT_TIMEOUT = new ConfigKey<>(
            "micro.registry.connect-timeout", TIMEOUT, "30s");

    /**
     * Whether the start fails if no registry answers. With {@code false} the node serves its routes, is not ready, and
     * joins when a registry answers.
     */
    public static final ConfigKey<Boolean> REGISTRY_REQUIRED = new ConfigKey<>("micro.registry.required",
            ValueType.BOOLEAN, "false");

    /**
     * The host under which others reach this server; an IPv6 address in brackets. Without it, the address that the
     * server's HTTP listener is bound to, else the first IPv4 address that is not loopback.
     */
    public static final ConfigKey<String> ADVERTISE_HOST = new ConfigKey<>("micro.advertise.host", ValueType.HOST,
            null);

    /** The port under which others reach this server. Without it, the port of the server's HTTP listener. */
    public static final ConfigKey<Integer> ADVERTISE_PORT = new ConfigKey<>("micro.advertise.port",
            ValueType.integer(1, 65535), null);

    /**
     * The path under which others reach this application, for example {@code /payments}, or {@code /} for none. Without
     * it, the context path.
     */
    public static final ConfigKey<String> ADVERTISE_PATH = new ConfigKey<>("micro.advertise.path", ValueType.PATH,
            null);

    /**
     * How others reach this server: {@code wss} where TLS ends at it, or at a proxy in front of it. {@code wss} without
     * a port stands for the server's HTTPS listener. Without it, {@code ws} where the server has an HTTP listener
     * without TLS.
     */
    public static final ConfigKey<String> ADVERTISE_SCHEME = new ConfigKey<>("micro.advertise.scheme",
            ValueType.matching("ws or wss", "wss?"), null);

    /** Whether the node dials its own advertised address before it registers. Switch it off where a proxy forbids it. */
    public static final ConfigKey<Boolean> ADVERTISE_SELF_CHECK = new ConfigKey<>("micro.advertise.self-check",
            ValueType.BOOLEAN, "true");

    /**
     * The version of this application, for example {@code 1.4.2}. Registries show it to people; calls do not depend on it.
     */
    public static final ConfigKey<String> ADVERTISE_VERSION = new ConfigKey<>("micro.advertise.version", LABEL,
            null);

    /**
     * The zone in which this server runs, for example {@code eu-west-1a}. Calls prefer instances of the same zone.
     * Registries show it to people.
     */
    public static final ConfigKey<String> ADVERTISE_ZONE = new ConfigKey<>("micro.advertise.zone", LABEL, null);

    /** The deadline of a whole call, with its lookups, connections and retries. */
    public static final ConfigKey<Duration> REQUEST_TIMEOUT = new ConfigKey<>("micro.request-timeout", TIMEOUT, "30s");

    /** The deadline of one attempt. Only with it can an attempt that timed out go to another instance. */
    public static final ConfigKey<Duration> ATTEMPT_TIMEOUT = new ConfigKey<>("micro.attempt-timeout", TIMEOUT, null);

    /** How long a call waits for the registry's answer. */
    public static final ConfigKey<Duration> LOOKUP_TIMEOUT = new ConfigKey<>("micro.lookup-timeout", TIMEOUT, "10s");

    /** How long a WebSocket handshake may take, and with ws:// the TCP connect before it, also that to a registry. */
    public static final ConfigKey<Duration> CONNECT_TIMEOUT = new ConfigKey<>("micro.connect-timeout", TIMEOUT, "5s");

    /**
     * The longest time that a handler may take. A caller with a shorter deadline shortens it. When the time is over,
     * the node tells the handler to stop, and answers 504.
     */
    public static final ConfigKey<Duration> HANDLER_TIMEOUT = new ConfigKey<>("micro.handler-timeout", TIMEOUT, "30s");

    /**
     * Whether callers get the text of an exception that a handler throws and that is no {@code RouteException}. For
     * development only: such a text may hold a secret. Otherwise they get {@code internal error} and the correlation
     * id, by which you find the exception in the log.
     */
    public static final ConfigKey<Boolean> ERRORS_EXPOSE = new ConfigKey<>("micro.errors.expose", ValueType.BOOLEAN,
            "false");

    /**
     * Logs each call of this node that takes at least this long, with all its attempts: {@code MICRO001710}, at most 60
     * lines a minute. 0 logs none.
     */
    public static final ConfigKey<Duration> LOG_SLOW_CALL = new ConfigKey<>("micro.log.slow-call",
            ValueType.duration(ZERO, ofDays(1)), "0");

    /**
     * Whether a line in the category {@code io.microcdi.access} is logged for each request that this node serves or
     * refuses: {@code MICRO001125}, at the level INFO.
     */
    public static final ConfigKey<Boolean> LOG_ACCESS = new ConfigKey<>("micro.log.access", ValueType.BOOLEAN,
            "false");

    /**
     * How often a call is retried after a failed attempt, on another instance if there is one. An attempt that certainly
     * did not run does not count, once for each instance.
     */
    public static final ConfigKey<Integer> RETRIES = new ConfigKey<>("micro.retries", ValueType.integer(0, 100), "1");

    /**
     * Which failed attempts are retried. {@code safe}: those that certainly did not run, and those of idempotent calls.
     * {@code always}: all, as in {@code @hile/micro}. Then no budget bounds the retries, and the first failure of an
     * instance ejects it for {@code micro.ejection.duration}.
     */
    public static final ConfigKey<RetryMode> RETRY = new ConfigKey<>("micro.retry", ValueType.oneOf(RetryMode.class),
            "safe");

    /**
     * Whether every call is idempotent: retried although it may have run. Set it for one callee:
     * {@code micro.client.<namespace>.idempotent}.
     */
    public static final ConfigKey<Boolean> IDEMPOTENT = new ConfigKey<>("micro.idempotent", ValueType.BOOLEAN, "false");

    /**
     * Where the instances of every namespace are. Set it for one callee: {@code micro.client.<namespace>.url}. Calls
     * then ask no registry. A name after {@code dns+ws} is resolved again every 5 seconds.
     */
    public static final ConfigKey<List<URI>> INSTANCE_URL = new ConfigKey<>("micro.url", ValueType.INSTANCE_URLS, null);

    /**
     * How many retries there may be for 100 calls that need none, over about ten seconds. A retry beyond that is not
     * made. An attempt that certainly did not run costs nothing.
     */
    public static final ConfigKey<Integer> RETRY_BUDGET_PERCENT = new ConfigKey<>("micro.retry-budget.percent",
            ValueType.integer(0, 10_000), "20");

    /**
     * How many retries there may be in a second if {@code micro.retry-budget.percent} allows fewer. Those of ten
     * seconds may come at once.
     */
    public static final ConfigKey<Integer> RETRY_BUDGET_PER_SECOND = new ConfigKey<>(
            "micro.retry-budget.per-second", ValueType.integer(0, 1_000_000), "10");

    /**
     * After how many failures in a row an instance is ejected: no call is sent to it. An instance that cannot be
     * reached is ejected at once.
     */
    public static final ConfigKey<Integer> EJECTION_FAILURES = new ConfigKey<>("micro.ejection.failures",
            ValueType.integer(1, 1_000_000), "5");

    /** An instance is also ejected if more than this percentage of its calls failed. {@code 100} switches this rule off. */
    public static final ConfigKey<Integer> EJECTION_PERCENT = new ConfigKey<>("micro.ejection.percent",
            ValueType.integer(1, 100), "50");

    /** How many calls to an instance there must be before {@code micro.ejection.percent} counts. */
    public static final ConfigKey<Integer> EJECTION_MIN_CALLS = new ConfigKey<>("micro.ejection.min-calls",
            ValueType.integer(1, 1_000_000), "20");

    /** How old the calls may be that {@code micro.ejection.percent} counts. */
    public static final ConfigKey<Duration> EJECTION_WINDOW = new ConfigKey<>("micro.ejection.window", INTERVAL, "10s");

    /**
     * How long an instance is ejected. It is multiplied by the number of its ejections in a row, up to 5 minutes. After
     * it, one call at a time tries the instance.
     */
    public static final ConfigKey<Duration> EJECTION_DURATION = new ConfigKey<>("micro.ejection.duration",
            ValueType.duration(ZERO, ofDays(1)), "30s",
            "micro.breaker.cooldown");

    /**
     * The largest part of the instances of a namespace that is ejected because of failures, in percent. Failures never
     * eject the last instance. Instances that cannot be reached do not count.
     */
    public static final ConfigKey<Integer> EJECTION_MAX_PERCENT = new ConfigKey<>("micro.ejection.max-percent",
            ValueType.integer(0, 100), "50");

    /**
     * Whether the node tells registries with its heartbeats how often it calls other namespaces and is called by them, how
     * many of these calls fail, and how long they take. The registry's console draws them.
     */
    public static final ConfigKey<Boolean> REPORT_CALLS = new ConfigKey<>("micro.report-calls", ValueType.BOOLEAN,
            "true");

    /**
     * How often the node sends a heartbeat to each registry. A registry removes a node after 20 s without one
     * ({@code micro.registry-server.heartbeat-timeout}).
     */
    public static final ConfigKey<Duration> HEARTBEAT_INTERVAL = new ConfigKey<>("micro.heartbeat-interval", INTERVAL,
            "10s");

    /**
     * The longest pause before the node dials a lost registry again, at the first attempt. It doubles with each
     * attempt, up to 4 s. The actual pause is a random part of it.
     */
    public static final ConfigKey<Duration> RECONNECT_DELAY = new ConfigKey<>("micro.reconnect-delay", INTERVAL, "3s");

    /**
     * How long a link may be silent. If the node has heard nothing for this time, it pings the other end. After twice
     * this time it closes the link with 4000. The other end also has this time to take one message. If it takes longer,
     * the node closes the link with 1013.
     */
    public static final ConfigKey<Duration> PING_INTERVAL = new ConfigKey<>("micro.ping-interval", INTERVAL, "10s");

    /**
     * How long a node that leaves waits: first for the calls in work to end, then for slow peers to read their answers.
     * The time bounds both together. The default is shorter than the 30 s that Kubernetes gives a process to stop. With
     * {@code 0} it waits for nothing, and does not tell its peers before it leaves.
     */
    public static final ConfigKey<Duration> DRAIN_TIMEOUT = new ConfigKey<>("micro.drain-timeout",
            ValueType.duration(ZERO, ofHours(1)), "20s",
            "micro.shutdown-timeout");

    /**
     * Whether a node or registry stops in good order when the process ends, for example after SIGTERM. In a server, a
     * node begins to leave then, and the server stops it. The registry in a WAR stops then. Switch it off where your
     * program calls {@code stop()} in a hook of its own.
     */
    public static final ConfigKey<Boolean> SHUTDOWN_HOOK = new ConfigKey<>("micro.shutdown-hook", ValueType.BOOLEAN,
            "true");

    /**
     * In a server: whether the HTTP request {@code POST /-/drain}, below the context path, drains the node. It must
     * come from a loopback address, and through no proxy.
     */
    public static final ConfigKey<Boolean> DRAIN_ENDPOINT = new ConfigKey<>("micro.drain-endpoint", ValueType.BOOLEAN,
            "false");

    /**
     * The largest message, in characters. A node refuses to send a larger one, with 413, and closes the link on which
     * one arrives, with 1009.
     */
    public static final ConfigKey<Integer> MAX_MESSAGE_SIZE = new ConfigKey<>("micro.max-message-size",
            ValueType.size(1 << 10, 1 << 30), "1MiB");

    /**
     * Whether the node sends its texts as binary messages to nodes that do so too. Servers read and write binary
     * messages faster. With {@code false} a trace is easier to read.
     */
    public static final ConfigKey<Boolean> BINARY_MESSAGES = new ConfigKey<>("micro.binary-messages", ValueType.BOOLEAN,
            "true");

    /**
     * Whether sessions of Tyrus before 2.2.1 (Payara 6, Payara 7.2025.1, GlassFish 7) keep their idle timer, which
     * makes a task of each message and closes nothing. With {@code false} a message costs about a fifth of the
     * processor time, because the engine replaces a private member of the session.
     */
    public static final ConfigKey<Boolean> TYRUS_IDLE_TIMER = new ConfigKey<>("micro.server.tyrus-idle-timer",
            ValueType.BOOLEAN, "false");

    /** How deep objects and arrays may nest in a message. */
    public static final ConfigKey<Integer> MAX_NESTING = new ConfigKey<>("micro.max-nesting",
            ValueType.integer(8, 1000), "64");

    /** How many digits a number in a message may have. A {@code double} written as {@code BigDecimal} has up to 770. */
    public static final ConfigKey<Integer> MAX_DIGITS = new ConfigKey<>("micro.max-digits",
            ValueType.integer(16, 10_000), "800");

    /** How many members one object in a message may have. */
    public static final ConfigKey<Integer> MAX_MEMBERS = new ConfigKey<>("micro.max-members",
            ValueType.integer(16, 1_000_000), "10000");

    /** The largest number of messages that wait to be written to one link. Further messages are refused at once. */
    public static final ConfigKey<Integer> MAX_QUEUED_MESSAGES = new ConfigKey<>("micro.link.max-queued-messages",
            ValueType.integer(1, 10_000_000), "16384");

    /**
     * How many characters may wait to be written to one link. One message that is longer may wait beside them. The default
     * is not more than a 32nd of the heap.
     */
    public static final ConfigKey<Integer> MAX_QUEUED_SIZE = new ConfigKey<>("micro.link.max-queued-size",
            ValueType.size(1 << 10, Integer.MAX_VALUE), "16MiB");

    /** How many requests may wait for their answers on one link. */
    public static final ConfigKey<Integer> MAX_PENDING = new ConfigKey<>("micro.link.max-pending",
            ValueType.integer(1, 10_000_000), "16384");

    /** The largest number of running requests of one link. Further requests get 429. */
    public static final ConfigKey<Integer> MAX_REQUESTS = new ConfigKey<>("micro.link.max-requests",
            ValueType.integer(1, 10_000_000), "4096");

    /**
     * The largest number of links that others may open to this node. Further links are closed with 1013. The default of
     * a registry is its {@code micro.registry-server.max-instances}. With a small heap the default is smaller: one link
     * for each 40 KB.
     */
    public static final ConfigKey<Integer> MAX_LINKS = new ConfigKey<>("micro.max-links",
            ValueType.integer(1, 10_000_000), "10000");

    /**
     * The largest number of links from one IP address, or from one IPv6 network ({@code /64}). Further links are
     * refused before the handshake. Without it, four fifths of {@code micro.max-links}: behind a proxy or NAT many
     * nodes share an address, and still one address cannot take all links.
     */
    public static final ConfigKey<Integer> MAX_LINKS_PER_ADDRESS = new ConfigKey<>("micro.max-links-per-address",
            ValueType.integer(1, 10_000_000), null);

    /**
     * How many bytes all links together may hold for their peers: messages that wait to be written, messages of which
     * parts are missing, the content of large hellos, and at a registry the watches and the reports of calls. If they
     * hold more, the node closes the link that holds the most, with 1013. Without it, a quarter of the heap.
     */
    public static final ConfigKey<Integer> MAX_BUFFERED_SIZE = new ConfigKey<>("micro.max-buffered-size",
            ValueType.size(64 << 10, Integer.MAX_VALUE), null);

    /**
     * The address of this machine on which a node in Java SE, or a standalone registry, listens;
     * {@code 0.0.0.0} for all addresses. Without it a node listens on the address that it advertises, and a registry on
     * {@code micro.advertise.host}, else on all addresses. {@code listen(host, port)} and {@code --host} win.
     */
    public static final ConfigKey<String> LISTEN_ADDRESS = new ConfigKey<>("micro.listen-address", ValueType.HOST,
            null);

    /**
     * In Java SE, and at a standalone registry: the longest time from the connection, or from the first byte
     * of a request, to the end of the request's header and of the handshake. The server then closes the connection. At
     * the standalone registry a handshake may wait for its turn before that, for twice this time and at most
     * 25 s.
     */
    public static final ConfigKey<Duration> HANDSHAKE_TIMEOUT = new ConfigKey<>("micro.server.handshake-timeout",
            TIMEOUT,
            "10s");

    /**
     * In Java SE, and at a standalone registry: the largest number of open connections that are not links. For a
     * further one the server closes the oldest.
     */
    public static final ConfigKey<Integer> MAX_CONNECTING = new ConfigKey<>("micro.server.max-connecting",
            ValueType.integer(1, 1_000_000), "1000");

    /**
     * The largest number of handshakes that begin in a second. Further handshakes wait, or get 503 where the server
     * lets none wait.
     */
    public static final ConfigKey<Integer> HANDSHAKES_PER_SECOND = new ConfigKey<>("micro.server.handshakes-per-second",
            ValueType.integer(1, 1_000_000), "500");

    /**
     * In Java SE, and at a standalone registry: the largest number of handshakes that wait for their turn. Further
     * handshakes get 503. At the standalone registry the default is half of {@code micro.max-links}, if that is more.
     * There peers that obey {@code Retry-After} and other peers have as many places each, and one address has at most
     * four fifths of either.
     */
    public static final ConfigKey<Integer> MAX_HANDSHAKES = new ConfigKey<>("micro.server.max-handshakes",
            ValueType.integer(1, 1_000_000), "500");

    /** How many handlers may run at once. With {@code micro.handler.virtual-threads} the default is 8192. */
    public static final ConfigKey<Integer> MAX_THREADS = new ConfigKey<>("micro.handler.max-threads",
            ValueType.integer(1, 100_000), "256");

    /**
     * How long a request may wait before its handler begins, but never longer than half of the time until its deadline.
     * A request that cannot begin in this time is answered 503, and never runs. With {@code 0} no request waits.
     */
    public static final ConfigKey<Duration> MAX_WAIT = new ConfigKey<>("micro.handler.max-wait",
            ValueType.duration(ZERO, ofHours(1)), "1s");

    /**
     * The largest total size of waiting and running requests, in characters. A request counts as its payload plus 1
     * KiB. Further requests get 503. Without it, an eighth of the heap.
     */
    public static final ConfigKey<Integer> MAX_REQUESTS_SIZE = new ConfigKey<>("micro.max-requests-size",
            ValueType.size(1 << 10, Integer.MAX_VALUE), null);

    /**
     * How many requests of one route may be in work at once, for each route that has no number of its own. More
     * requests wait, as long as {@code micro.handler.max-wait} allows. Without it, any number.
     */
    public static final ConfigKey<Integer> ROUTE_MAX_CONCURRENT = new ConfigKey<>("micro.route.max-concurrent",
            ValueType.integer(1, 10_000_000), null);

    /**
     * For how many microseconds a handler thread that has nothing to do stays awake before it sleeps. Lone calls are
     * then answered sooner, at the cost of processor time.
     */
    public static final ConfigKey<Integer> HANDLER_SPIN = new ConfigKey<>("micro.handler.spin",
            ValueType.integer(0, 1_000), "0");

    /** Whether handlers run on virtual threads, where the JDK has them (21 and later). */
    public static final ConfigKey<Boolean> VIRTUAL_THREADS = new ConfigKey<>("micro.handler.virtual-threads",
            ValueType.BOOLEAN, "false");

    /**
     * Which thread runs the dependents of asynchronous calls, for example those of {@code thenApply}. {@code pool}: a
     * thread of the node for this purpose only. {@code inline}: the thread that reads the socket, for code that never
     * blocks. Both hold for methods such as {@code thenApplyAsync} without an executor, too.
     */
    public static final ConfigKey<CallbackMode> CALLBACKS = new ConfigKey<>("micro.callbacks",
            ValueType.oneOf(CallbackMode.class), "pool");

    /**
     * Whether the dependents of an asynchronous call run with the context of the thread that made the call: its user, its
     * naming and its class loader, where the server has Jakarta Concurrency. Calls of handlers and {@code inline}
     * dependents never do.
     */
    public static final ConfigKey<Boolean> PROPAGATE_CONTEXT = new ConfigKey<>("micro.propagate-context",
            ValueType.BOOLEAN, "true");

    /**
     * A file with the authorities that the node trusts when it dials {@code wss}: a key store of type PKCS12 or JKS, or
     * certificates as PEM. Without it, the authorities that the JVM trusts.
     */
    public static final ConfigKey<String> TLS_TRUST_STORE = new ConfigKey<>("micro.tls.trust-store", ValueType.TEXT,
            null);

    /** The password of the file {@code micro.tls.trust-store}, if it has one. */
    public static final ConfigKey<String> TLS_TRUST_STORE_PASSWORD = new ConfigKey<>("micro.tls.trust-store-password",
            ValueType.SECRET, null);

    /**
     * A key store of type PKCS12 or JKS with the private key and the certificate of this node. It presents them where
     * it dials {@code wss} and the other end asks for a certificate.
     */
    public static final ConfigKey<String> TLS_KEY_STORE = new ConfigKey<>("micro.tls.key-store", ValueType.TEXT, null);

    /** The password of the file {@code micro.tls.key-store}, and of the private key in it. */
    public static final ConfigKey<String> TLS_KEY_STORE_PASSWORD = new ConfigKey<>("micro.tls.key-store-password",
            ValueType.SECRET, null);

    /**
     * The IP addresses that this node dials when a registry tells them. A name counts as the address that it stands
     * for. Without it, all addresses, and loopback only if this node advertises loopback, or a registry of it is on the same
     * machine. Link-local, unspecified, multicast and broadcast addresses are never dialled.
     */
    public static final ConfigKey<List<String>> DIAL_RANGES = new ConfigKey<>("micro.security.dial-ranges",
            ValueType.IP_RANGES, null);

    /**
     * The IP addresses that others may announce to a registry beside the one from which they connect, for example
     * behind a proxy or address translation. If a node has this key, it refuses links as a registry does.
     */
    public static final ConfigKey<List<String>> ANNOUNCE_RANGES = new ConfigKey<>("micro.security.announce-ranges",
            ValueType.IP_RANGES, null);

    /**
     * The host names that others may announce to a registry, with {@code *} for any characters, for example
     * {@code *.shop.example}. Without it, any name, from peers that have proved their namespace or are on the same
     * machine. If a node has this key, it refuses links as a registry does.
     */
    public static final ConfigKey<List<String>> ANNOUNCE_NAMES = new ConfigKey<>("micro.security.announce-names",
            ValueType.HOST_GLOBS, null);

    /**
     * Which peers must prove who they are, by a token or another way below. {@code auto}: all except those that connect
     * from a loopback address and through no proxy. {@code required}: all. {@code permissive}: none; a line in the log
     * names each peer that {@code required} would refuse, also because its token does not allow what it does.
     * {@code off}: none, and a token restricts nobody.
     */
    public static final ConfigKey<SecurityMode> SECURITY_MODE = new ConfigKey<>("micro.security.mode",
            ValueType.oneOf(SecurityMode.class), "auto");

    /**
     * A file with the mode, in place of {@code micro.security.mode}. It is read again when it changes, so that a node
     * changes its mode without a restart. Links of peers that the new mode would refuse are closed then.
     */
    public static final ConfigKey<String> SECURITY_MODE_FILE = new ConfigKey<>("micro.security.mode-file",
            ValueType.TEXT, null);

    /**
     * The secret that the nodes and registries share. It is never sent: a node makes a token from it, which is valid
     * for 60 s and for one address. To change it, set the new and the old one on all nodes, then only the new one.
     */
    public static final ConfigKey<List<String>> SECURITY_SECRET = new ConfigKey<>("micro.security.secret",
            ValueType.SECRETS, null);

    /**
     * A file with the secrets in place of {@code micro.security.secret}, each on a line of its own. It is read again
     * when it changes.
     */
    public static final ConfigKey<String> SECURITY_SECRET_FILE = new ConfigKey<>("micro.security.secret-file",
            ValueType.TEXT, null);

    /**
     * A file with the token of an issuer, which this node presents when it dials, in place of a token that it makes from a
     * secret; both together fail the deployment. The servers of the others authenticate this node by it, and have
     * {@code micro.security.principals}. It is read again when it changes. The others could use the token too, so that it
     * needs an audience that all of them have.
     */
    public static final ConfigKey<String> SECURITY_TOKEN_FILE = new ConfigKey<>("micro.security.token-file",
            ValueType.TEXT, null);

    /**
     * Whether tokens may be sent to other machines without TLS, by {@code ws}. Everybody who reads the network can then
     * use the token of a node for a minute, and the token of a user until it ends. A registry then takes passwords without
     * TLS, too.
     */
    public static final ConfigKey<Boolean> SECURITY_ALLOW_PLAIN = new ConfigKey<>("micro.security.allow-plain",
            ValueType.BOOLEAN, "false");

    /**
     * Whether a peer may call this node over a link that this node has dialled, other than by answering. Such a peer has
     * presented no token. Without the key: no, if {@code micro.security.mode} is {@code required}, and yes otherwise. A
     * registry that this node dials always may, for its gateway. A node that cannot be dialled, for example behind address
     * translation, is called only over such links.
     */
    public static final ConfigKey<Boolean> SECURITY_CALL_BACK = new ConfigKey<>("micro.security.call-back",
            ValueType.BOOLEAN, null);

    /** How much the clocks of two machines may differ when a token is checked. */
    public static final ConfigKey<Duration> SECURITY_CLOCK_SKEW = new ConfigKey<>("micro.security.clock-skew",
            ValueType.duration(ZERO, ofMinutes(5)), "10s");

    /**
     * Whether a client certificate proves who a peer is. The server asks for it and checks it. The common name, or a
     * DNS name in it, must be the namespace of the peer, or a glob of it.
     */
    public static final ConfigKey<Boolean> SECURITY_CERTIFICATES = new ConfigKey<>("micro.security.certificates",
            ValueType.BOOLEAN, "false");

    /**
     * Whether the user whom the servlet container has authenticated proves who a peer is. The name of the user must be
     * the namespace of the peer.
     */
    public static final ConfigKey<Boolean> SECURITY_PRINCIPALS = new ConfigKey<>("micro.security.principals",
            ValueType.BOOLEAN, "false");

    /**
     * The role that the user of {@code micro.security.principals} must have. Without it each user whom the container
     * authenticates is a peer, also one who signs in to the application. Without
     * {@code micro.security.principals=true} the role fails the deployment.
     */
    public static final ConfigKey<String> SECURITY_PRINCIPALS_ROLE = new ConfigKey<>("micro.security.principals-role",
            ValueType.TEXT, null);

    /**
     * The metadata that nested calls take over from the request that a handler serves, for example
     * {@code tenant,x-request-id}.
     */
    public static final ConfigKey<List<String>> PROPAGATE = new ConfigKey<>("micro.propagate",
            ValueType.METADATA_NAMES, "");

    /**
     * Origins of web pages that may connect and, at a registry, use the gateway, for example
     * {@code https://shop.example}. A program sends no origin and passes. The server's own origin passes where its host
     * is an IP address or a name without a dot. Name it here where it has a dot: the owner of a domain can point any
     * name in it at any address.
     */
    public static final ConfigKey<List<String>> ALLOWED_ORIGINS = new ConfigKey<>("micro.allowed-origins",
            ValueType.ORIGINS, "");

    /**
     * The use of the token of the user for whom a call is made. {@code none}: the node ignores the token; an application
     * with {@code @RolesAllowed} on a route is then not deployed. {@code forward}: the node passes the token on with the
     * calls that a handler makes, and verifies it if {@code mp.jwt.verify.publickey} or
     * {@code mp.jwt.verify.publickey.location} is set. {@code jwt}: as {@code forward}, and each request must bring a
     * valid token, except requests for routes with {@code @PermitAll}.
     */
    public static final ConfigKey<UserMode> SECURITY_USER = new ConfigKey<>("micro.security.user",
            ValueType.oneOf(UserMode.class), "none");

    /**
     * The names of hosts under which this server is known, separated by commas, beside its addresses, {@code localhost}
     * and {@code micro.advertise.host}. A server that runs by itself (in Java SE, or {@code java -jar registry.war})
     * answers a request for another host with 421: so no web page can reach it by a name that its owner points here. On
     * a server of yours the registry does so if names are set, and otherwise wants a proof for it also from the same
     * machine. A registry also takes no token for another host: name the host here by which its nodes dial it. A token
     * for {@code localhost} counts only from the same machine and through no proxy, unless it is named here.
     */
    public static final ConfigKey<List<String>> SECURITY_NAMES = new ConfigKey<>("micro.security.names",
            ValueType.HOSTS, "");

    /**
     * The public key of the issuer of users' tokens, for {@code micro.security.user}: as PEM, as a JSON Web Key or as a
     * set of them. A key of RSA (2,048 bits or more) is for RS256, one of the curve P-256 for ES256.
     */
    public static final ConfigKey<String> JWT_KEY = new ConfigKey<>("mp.jwt.verify.publickey", ValueType.TEXT, null);

    /**
     * Where the public key is, if not in {@code mp.jwt.verify.publickey}: a resource of the application, a file, or an
     * address with {@code https}. The node reads a file again when it changes. It fetches an address at the start, each
     * hour, and at a token of an unknown key. Plain {@code http} is possible on the same machine only, or with
     * {@code micro.security.allow-plain}.
     */
    public static final ConfigKey<String> JWT_KEY_LOCATION = new ConfigKey<>("mp.jwt.verify.publickey.location",
            ValueType.TEXT, null);

    /** The issuer ({@code iss}) that the token of a user must have. Without it, any. */
    public static final ConfigKey<String> JWT_ISSUER = new ConfigKey<>("mp.jwt.verify.issuer", ValueType.TEXT, null);

    /** The audiences, separated by commas, of which the token of a user must have one ({@code aud}). Without them, any. */
    public static final ConfigKey<List<String>> JWT_AUDIENCES = new ConfigKey<>("mp.jwt.verify.audiences",
            ValueType.TEXTS, "");

    /** How many seconds the clocks of the issuer and of this node may differ. */
    public static final ConfigKey<Integer> JWT_CLOCK_SKEW = new ConfigKey<>("mp.jwt.verify.clock.skew",
            ValueType.integer(0, 600), "60");

    /** All keys, in the order of the reference page. */
    public static final List<ConfigKey<?>> ALL = List.of(NAMESPACE, REGISTRY_URL, REGISTRY_CONNECT_TIMEOUT,
            REGISTRY_REQUIRED, ADVERTISE_HOST,
            ADVERTISE_PORT, ADVERTISE_PATH, ADVERTISE_SCHEME, ADVERTISE_SELF_CHECK, ADVERTISE_VERSION,
            ADVERTISE_ZONE, REQUEST_TIMEOUT, ATTEMPT_TIMEOUT,
            LOOKUP_TIMEOUT, CONNECT_TIMEOUT, PROPAGATE, HANDLER_TIMEOUT, ERRORS_EXPOSE, LOG_SLOW_CALL,
            LOG_ACCESS, RETRIES, RETRY, IDEMPOTENT, INSTANCE_URL,
            RETRY_BUDGET_PERCENT, RETRY_BUDGET_PER_SECOND, EJECTION_FAILURES, EJECTION_PERCENT, EJECTION_MIN_CALLS,
            EJECTION_WINDOW, EJECTION_DURATION, EJECTION_MAX_PERCENT,
            REPORT_CALLS, HEARTBEAT_INTERVAL, RECONNECT_DELAY, PING_INTERVAL,
            DRAIN_TIMEOUT, SHUTDOWN_HOOK, DRAIN_ENDPOINT,
            MAX_MESSAGE_SIZE, BINARY_MESSAGES,
            TYRUS_IDLE_TIMER, MAX_NESTING, MAX_DIGITS, MAX_MEMBERS, MAX_QUEUED_MESSAGES, MAX_QUEUED_SIZE,
            MAX_PENDING, MAX_REQUESTS, MAX_LINKS, MAX_LINKS_PER_ADDRESS, MAX_BUFFERED_SIZE, LISTEN_ADDRESS,
            HANDSHAKE_TIMEOUT, MAX_CONNECTING, HANDSHAKES_PER_SECOND, MAX_HANDSHAKES, MAX_THREADS,
            MAX_WAIT, MAX_REQUESTS_SIZE, ROUTE_MAX_CONCURRENT, HANDLER_SPIN, VIRTUAL_THREADS,
            CALLBACKS, PROPAGATE_CONTEXT, TLS_TRUST_STORE, TLS_TRUST_STORE_PASSWORD, TLS_KEY_STORE,
            TLS_KEY_STORE_PASSWORD,
            SECURITY_MODE, SECURITY_MODE_FILE, SECURITY_SECRET, SECURITY_SECRET_FILE, SECURITY_TOKEN_FILE,
            SECURITY_ALLOW_PLAIN,
            SECURITY_NAMES, SECURITY_CALL_BACK,
            SECURITY_CLOCK_SKEW, SECURITY_CERTIFICATES, SECURITY_PRINCIPALS, SECURITY_PRINCIPALS_ROLE, DIAL_RANGES,
            ANNOUNCE_RANGES,
            ANNOUNCE_NAMES, ALLOWED_ORIGINS, SECURITY_USER, JWT_KEY, JWT_KEY_LOCATION, JWT_ISSUER, JWT_AUDIENCES,
            JWT_CLOCK_SKEW);

    /** The keys that may be set for one callee, for example {@code micro.client.<namespace>.request-timeout}. */
    public static final List<ConfigKey<?>> PER_CALLEE = List.of(REQUEST_TIMEOUT, ATTEMPT_TIMEOUT, RETRIES, RETRY,
            IDEMPOTENT, RETRY_BUDGET_PERCENT, RETRY_BUDGET_PER_SECOND, EJECTION_FAILURES, EJECTION_PERCENT,
            EJECTION_MIN_CALLS, EJECTION_WINDOW, EJECTION_DURATION, EJECTION_MAX_PERCENT, INSTANCE_URL);

    /** The keys that may be set for one route, for example {@code micro.route."/charge".max-concurrent}. */
    public static final List<ConfigKey<?>> PER_ROUTE = List.of(ROUTE_MAX_CONCURRENT);

    private ConfigKeys() {
    }
}
