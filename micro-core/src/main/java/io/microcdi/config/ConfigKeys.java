package io.microcdi.config;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The settings of a node. The reference page is generated from this list. */
public final class ConfigKeys {

    private static final ValueType<Duration> TIMEOUT = ValueType.duration(ofMillis(1), ofDays(1));
    private static final ValueType<Duration> INTERVAL = ValueType.duration(ofMillis(10), ofHours(1));

    /** {@code micro.namespace}. */
    public static final ConfigKey<String> NAMESPACE = new ConfigKey<>("micro.namespace", ValueType.TEXT, null,
            "The name under which others call this application: one to eight segments of letters, digits and"
                    + " `-._~!$&'()+=:@`, separated by `/`. Without it, the context path or the application's name.");

    /** {@code micro.registry.url}. */
    public static final ConfigKey<List<URI>> REGISTRY_URL = new ConfigKey<>("micro.registry.url",
            ValueType.WEBSOCKET_URLS, "ws://localhost:8427",
            "Where the registries are, separated by commas. The node registers with each of them. To find an instance"
                    + " it asks the first that answers.");

    /** {@code micro.registry.connect-timeout}. */
    public static final ConfigKey<Duration> REGISTRY_CONNECT_TIMEOUT = new ConfigKey<>(
            "micro.registry.connect-timeout", TIMEOUT, "30s",
            "How long a WebSocket handshake with a registry may take. The default is long because all nodes dial a"
                    + " registry at once after its restart. A node that gave up and dialled again would add to the work.");

    /** {@code micro.registry.required}. */
    public static final ConfigKey<Boolean> REGISTRY_REQUIRED = new ConfigKey<>("micro.registry.required",
            ValueType.BOOLEAN, "false",
            "Whether the start fails if no registry answers. With `false` the node serves its routes, is not ready, and"
                    + " joins when a registry answers.");

    /** {@code micro.advertise.host}. */
    public static final ConfigKey<String> ADVERTISE_HOST = new ConfigKey<>("micro.advertise.host", ValueType.HOST, null,
            "The host under which others reach this server; an IPv6 address in brackets. Without it, the address that"
                    + " the server's HTTP listener is bound to, else the first IPv4 address that is not loopback.");

    /** {@code micro.advertise.port}. */
    public static final ConfigKey<Integer> ADVERTISE_PORT = new ConfigKey<>("micro.advertise.port",
            ValueType.integer(1, 65535), null,
            "The port under which others reach this server. Without it, the port of the server's HTTP listener.");

    /** {@code micro.advertise.path}. */
    public static final ConfigKey<String> ADVERTISE_PATH = new ConfigKey<>("micro.advertise.path", ValueType.PATH, null,
            "The path under which others reach this application, as `/payments`, or `/` for none. Without it, the"
                    + " context path.");

    /** {@code micro.advertise.scheme}. */
    public static final ConfigKey<String> ADVERTISE_SCHEME = new ConfigKey<>("micro.advertise.scheme",
            ValueType.matching("ws or wss", "wss?"), null,
            "How others reach this server: `wss` where TLS ends at it, or at a proxy in front of it. `wss` without a"
                    + " port stands for the server's HTTPS listener. Without it, `ws` where the server has an HTTP"
                    + " listener without TLS.");

    /** {@code micro.advertise.self-check}. */
    public static final ConfigKey<Boolean> ADVERTISE_SELF_CHECK = new ConfigKey<>("micro.advertise.self-check",
            ValueType.BOOLEAN, "true",
            "Whether the node dials its own advertised address before it registers. Switch it off where a proxy"
                    + " forbids it.");

    /** {@code micro.request-timeout}. */
    public static final ConfigKey<Duration> REQUEST_TIMEOUT = new ConfigKey<>("micro.request-timeout", TIMEOUT, "30s",
            "The deadline of a whole call, with its lookups, connections and retries.");

    /** {@code micro.attempt-timeout}. */
    public static final ConfigKey<Duration> ATTEMPT_TIMEOUT = new ConfigKey<>("micro.attempt-timeout", TIMEOUT, null,
            "The deadline of one attempt. Only with it can an attempt that timed out go to another instance.");

    /** {@code micro.lookup-timeout}. */
    public static final ConfigKey<Duration> LOOKUP_TIMEOUT = new ConfigKey<>("micro.lookup-timeout", TIMEOUT, "10s",
            "How long a call waits for the registry's answer.");

    /** {@code micro.connect-timeout}. */
    public static final ConfigKey<Duration> CONNECT_TIMEOUT = new ConfigKey<>("micro.connect-timeout", TIMEOUT, "5s",
            "How long a WebSocket handshake may take, and with ws:// the TCP connect before it, also that to a registry.");

    /** {@code micro.handler-timeout}. */
    public static final ConfigKey<Duration> HANDLER_TIMEOUT = new ConfigKey<>("micro.handler-timeout", TIMEOUT, "30s",
            "The longest time that a handler may take. A caller with a shorter deadline shortens it. When the time is"
                    + " over, the node tells the handler to stop, and answers 504.");

    /** {@code micro.errors.expose}. */
    public static final ConfigKey<Boolean> ERRORS_EXPOSE = new ConfigKey<>("micro.errors.expose", ValueType.BOOLEAN,
            "false",
            "Whether callers get the text of an exception that a handler throws and that is no `RouteException`."
                    + " For development only: such a text may hold a secret. Otherwise they get `internal error` and the"
                    + " correlation id, by which you find the exception in the log.");

    /** {@code micro.retries}. */
    public static final ConfigKey<Integer> RETRIES = new ConfigKey<>("micro.retries", ValueType.integer(0, 100), "1",
            "How often a call is repeated after a failed attempt, on another instance if there is one. An attempt that surely"
                    + " did not run does not count, once for each instance.");

    /** {@code micro.retry}. */
    public static final ConfigKey<RetryMode> RETRY = new ConfigKey<>("micro.retry", ValueType.oneOf(RetryMode.class),
            "safe",
            "Which failed attempts are repeated. `safe`: those that surely did not run, and those of idempotent calls."
                    + " `always`: all, as in `@hile/micro`. Then no budget bounds the retries, and the first failure of an"
                    + " instance ejects it for `micro.ejection.duration`.");

    /** {@code micro.idempotent}. */
    public static final ConfigKey<Boolean> IDEMPOTENT = new ConfigKey<>("micro.idempotent", ValueType.BOOLEAN, "false",
            "Whether every call is idempotent: repeated although it may have run. Set it for one callee:"
                    + " `micro.client.<namespace>.idempotent`.");

    /** {@code micro.retry-budget.percent}. */
    public static final ConfigKey<Integer> RETRY_BUDGET_PERCENT = new ConfigKey<>("micro.retry-budget.percent",
            ValueType.integer(0, 10_000), "20",
            "How many retries there may be for 100 calls that need none, over about ten seconds. A retry beyond that is not"
                    + " made. An attempt that surely did not run costs nothing.");

    /** {@code micro.retry-budget.per-second}. */
    public static final ConfigKey<Integer> RETRY_BUDGET_PER_SECOND = new ConfigKey<>(
            "micro.retry-budget.per-second", ValueType.integer(0, 1_000_000), "10",
            "How many retries there may be in a second if `micro.retry-budget.percent` allows fewer. Those of ten seconds may"
                    + " come at once.");

    /** {@code micro.ejection.failures}. */
    public static final ConfigKey<Integer> EJECTION_FAILURES = new ConfigKey<>("micro.ejection.failures",
            ValueType.integer(1, 1_000_000), "5",
            "After how many failures in a row an instance is ejected: no call is sent to it. An instance that cannot be"
                    + " reached is ejected at once.");

    /** {@code micro.ejection.percent}. */
    public static final ConfigKey<Integer> EJECTION_PERCENT = new ConfigKey<>("micro.ejection.percent",
            ValueType.integer(1, 100), "50",
            "An instance is also ejected if more than this percentage of its calls failed. `100` switches this rule off.");

    /** {@code micro.ejection.min-calls}. */
    public static final ConfigKey<Integer> EJECTION_MIN_CALLS = new ConfigKey<>("micro.ejection.min-calls",
            ValueType.integer(1, 1_000_000), "20",
            "How many calls to an instance there must be before `micro.ejection.percent` counts.");

    /** {@code micro.ejection.window}. */
    public static final ConfigKey<Duration> EJECTION_WINDOW = new ConfigKey<>("micro.ejection.window", INTERVAL, "10s",
            "How old the calls may be that `micro.ejection.percent` counts.");

    /** {@code micro.ejection.duration}. */
    public static final ConfigKey<Duration> EJECTION_DURATION = new ConfigKey<>("micro.ejection.duration",
            ValueType.duration(ZERO, ofDays(1)), "30s",
            "How long an instance is ejected. It is multiplied by the number of its ejections in a row, up to 5 minutes."
                    + " After it, one call at a time tries the instance.",
            "micro.breaker.cooldown");

    /** {@code micro.ejection.max-percent}. */
    public static final ConfigKey<Integer> EJECTION_MAX_PERCENT = new ConfigKey<>("micro.ejection.max-percent",
            ValueType.integer(0, 100), "50",
            "The largest part of the instances of a namespace that is ejected because of failures, in percent. The last"
                    + " instance is never ejected so. Instances that cannot be reached do not count.");

    /** {@code micro.heartbeat-interval}. */
    public static final ConfigKey<Duration> HEARTBEAT_INTERVAL = new ConfigKey<>("micro.heartbeat-interval", INTERVAL,
            "10s",
            "How often the node sends a heartbeat to each registry, which takes a node out after 20 s without one"
                    + " (`micro.registry-server.heartbeat-timeout`).");

    /** {@code micro.reconnect-delay}. */
    public static final ConfigKey<Duration> RECONNECT_DELAY = new ConfigKey<>("micro.reconnect-delay", INTERVAL, "3s",
            "The longest pause before the node dials a lost registry again, at the first attempt. It doubles with each attempt,"
                    + " up to 4 s. The actual pause is a random part of it.");

    /** {@code micro.ping-interval}. */
    public static final ConfigKey<Duration> PING_INTERVAL = new ConfigKey<>("micro.ping-interval", INTERVAL, "10s",
            "How long a link may be silent. If the node has heard nothing for this time, it pings the other end. After twice"
                    + " this time it closes the link with 4000. The other end also has this time to take one message. If it"
                    + " takes longer, the node closes the link with 1013.");

    /** {@code micro.drain-timeout}. */
    public static final ConfigKey<Duration> DRAIN_TIMEOUT = new ConfigKey<>("micro.drain-timeout",
            ValueType.duration(ZERO, ofHours(1)), "20s",
            "How long a node that leaves waits for the calls in work to end. The default is shorter than the 30 s that"
                    + " Kubernetes gives a process to stop. With `0` it waits for nothing and warns nobody.",
            "micro.shutdown-timeout");

    /** {@code micro.shutdown-hook}. */
    public static final ConfigKey<Boolean> SHUTDOWN_HOOK = new ConfigKey<>("micro.shutdown-hook", ValueType.BOOLEAN,
            "true",
            "Whether a node or registry stops in good order when the process ends, for example after SIGTERM. In a server, a"
                    + " node begins to leave then, and the server stops it. Switch it off where your program calls"
                    + " `stop()` in a hook of its own.");

    /** {@code micro.drain-endpoint}. */
    public static final ConfigKey<Boolean> DRAIN_ENDPOINT = new ConfigKey<>("micro.drain-endpoint", ValueType.BOOLEAN,
            "false",
            "In a server: whether the HTTP request `POST /-/drain`, below the context path, drains the node. It must come"
                    + " from a loopback address, and through no proxy.");

    /** {@code micro.max-message-size}. */
    public static final ConfigKey<Integer> MAX_MESSAGE_SIZE = new ConfigKey<>("micro.max-message-size",
            ValueType.size(1 << 10, 1 << 30), "1MiB",
            "The largest message, in characters. A node refuses to send a larger one, with 413, and closes the link on"
                    + " which one arrives, with 1009.");

    /** {@code micro.binary-messages}. */
    public static final ConfigKey<Boolean> BINARY_MESSAGES = new ConfigKey<>("micro.binary-messages", ValueType.BOOLEAN,
            "true",
            "Whether the node sends its texts as binary messages to nodes that do so too. Servers read and write"
                    + " binary messages faster. With `false` a trace is easier to read.");

    /** {@code micro.server.tyrus-idle-timer}. */
    public static final ConfigKey<Boolean> TYRUS_IDLE_TIMER = new ConfigKey<>("micro.server.tyrus-idle-timer",
            ValueType.BOOLEAN, "false",
            "Whether sessions of Tyrus before 2.2.1 (Payara 6, Payara 7.2025.1, GlassFish 7) keep their idle timer, which makes"
                    + " a task of each message and closes nothing. With `false` a message costs about a fifth of the"
                    + " processor time, because the engine replaces a private member of the session.");

    /** {@code micro.max-nesting}. */
    public static final ConfigKey<Integer> MAX_NESTING = new ConfigKey<>("micro.max-nesting",
            ValueType.integer(8, 1000), "64", "How deep objects and arrays may nest in a message.");

    /** {@code micro.max-digits}. */
    public static final ConfigKey<Integer> MAX_DIGITS = new ConfigKey<>("micro.max-digits",
            ValueType.integer(16, 10_000), "800",
            "How many digits a number in a message may have. A `double` written as `BigDecimal` has up to 770.");

    /** {@code micro.max-members}. */
    public static final ConfigKey<Integer> MAX_MEMBERS = new ConfigKey<>("micro.max-members",
            ValueType.integer(16, 1_000_000), "10000", "How many members one object in a message may have.");

    /** {@code micro.link.max-queued-messages}. */
    public static final ConfigKey<Integer> MAX_QUEUED_MESSAGES = new ConfigKey<>("micro.link.max-queued-messages",
            ValueType.integer(1, 10_000_000), "16384",
            "How many messages may wait to be written to one link; one more is refused at once.");

    /** {@code micro.link.max-queued-size}. */
    public static final ConfigKey<Integer> MAX_QUEUED_SIZE = new ConfigKey<>("micro.link.max-queued-size",
            ValueType.size(1 << 10, Integer.MAX_VALUE), "16MiB",
            "How many characters may wait to be written to one link.");

    /** {@code micro.link.max-pending}. */
    public static final ConfigKey<Integer> MAX_PENDING = new ConfigKey<>("micro.link.max-pending",
            ValueType.integer(1, 10_000_000), "16384", "How many requests may wait for their answers on one link.");

    /** {@code micro.link.max-requests}. */
    public static final ConfigKey<Integer> MAX_REQUESTS = new ConfigKey<>("micro.link.max-requests",
            ValueType.integer(1, 10_000_000), "4096",
            "How many requests of one link may be in work at once; one more is answered 429.");

    /** {@code micro.max-links}. */
    public static final ConfigKey<Integer> MAX_LINKS = new ConfigKey<>("micro.max-links",
            ValueType.integer(1, 10_000_000), "10000",
            "How many links others may open to this node; one more is closed with 1013. The default of a registry is"
                    + " its `micro.registry-server.max-instances`. With a small heap the default is smaller: one link for"
                    + " each 40 KB.");

    /** {@code micro.max-links-per-address}. */
    public static final ConfigKey<Integer> MAX_LINKS_PER_ADDRESS = new ConfigKey<>("micro.max-links-per-address",
            ValueType.integer(1, 10_000_000), null,
            "How many links may come from one IP address, or from one IPv6 network (`/64`). One more is refused before the"
                    + " handshake. Without it, four fifths of `micro.max-links`: behind a proxy or NAT many nodes share an"
                    + " address, and still one address cannot take all links.");

    /** {@code micro.max-buffered-size}. */
    public static final ConfigKey<Integer> MAX_BUFFERED_SIZE = new ConfigKey<>("micro.max-buffered-size",
            ValueType.size(64 << 10, Integer.MAX_VALUE), null,
            "How many bytes all links together may hold for their peers: messages that wait to be written, messages of"
                    + " which parts are missing, and at a registry the watches. If they hold more, the node closes the link"
                    + " that holds the most, with 1013. Without it, a quarter of the heap.");

    /** {@code micro.listen-address}. */
    public static final ConfigKey<String> LISTEN_ADDRESS = new ConfigKey<>("micro.listen-address", ValueType.HOST, null,
            "The address of this machine on which a node in Java SE, or a registry that runs by itself, listens;"
                    + " `0.0.0.0` for all addresses. Without it a node listens on the address that it advertises, and a registry on"
                    + " `micro.advertise.host`, else on all addresses. `listen(host, port)` and `--host` win.");

    /** {@code micro.server.handshake-timeout}. */
    public static final ConfigKey<Duration> HANDSHAKE_TIMEOUT = new ConfigKey<>("micro.server.handshake-timeout",
            TIMEOUT,
            "10s",
            "In Java SE, and at a registry that runs by itself: the longest time from the connection, or from the first byte"
                    + " of a request, to the end of the request's header and of the handshake. The server then closes the connection.");

    /** {@code micro.server.max-connecting}. */
    public static final ConfigKey<Integer> MAX_CONNECTING = new ConfigKey<>("micro.server.max-connecting",
            ValueType.integer(1, 1_000_000), "1000",
            "In Java SE, and at a registry that runs by itself: how many connections may be open that are not links. If there"
                    + " is one more, the server closes the oldest.");

    /** {@code micro.server.handshakes-per-second}. */
    public static final ConfigKey<Integer> HANDSHAKES_PER_SECOND = new ConfigKey<>("micro.server.handshakes-per-second",
            ValueType.integer(1, 1_000_000), "500",
            "How many handshakes may begin in a second; one more waits, or is answered 503 where the server lets none"
                    + " wait.");

    /** {@code micro.server.max-handshakes}. */
    public static final ConfigKey<Integer> MAX_HANDSHAKES = new ConfigKey<>("micro.server.max-handshakes",
            ValueType.integer(1, 1_000_000), "500",
            "In Java SE, and at a registry that runs by itself: how many handshakes may wait for their turn; one more is"
                    + " answered 503.");

    /** {@code micro.handler.max-threads}. */
    public static final ConfigKey<Integer> MAX_THREADS = new ConfigKey<>("micro.handler.max-threads",
            ValueType.integer(1, 100_000), "256",
            "How many handlers may run at once. With `micro.handler.virtual-threads` the default is 8192.");

    /** {@code micro.handler.max-wait}. */
    public static final ConfigKey<Duration> MAX_WAIT = new ConfigKey<>("micro.handler.max-wait",
            ValueType.duration(ZERO, ofHours(1)), "1s",
            "How long a request may wait before its handler begins, but never longer than half of the time until its"
                    + " deadline. A request that cannot begin in this time is answered 503, and never runs. With `0` no"
                    + " request waits.");

    /** {@code micro.max-requests-size}. */
    public static final ConfigKey<Integer> MAX_REQUESTS_SIZE = new ConfigKey<>("micro.max-requests-size",
            ValueType.size(1 << 10, Integer.MAX_VALUE), null,
            "How many characters the requests may have together that wait or are in work; each counts 1 KiB beside its"
                    + " payload. One more is answered 503. Without it, an eighth of the heap.");

    /** {@code micro.route.max-concurrent}. */
    public static final ConfigKey<Integer> ROUTE_MAX_CONCURRENT = new ConfigKey<>("micro.route.max-concurrent",
            ValueType.integer(1, 10_000_000), null,
            "How many requests of one route may be in work at once, for each route that has no number of its own. More"
                    + " requests wait, as long as `micro.handler.max-wait` allows. Without it, any number.");

    /** {@code micro.handler.spin}. */
    public static final ConfigKey<Integer> HANDLER_SPIN = new ConfigKey<>("micro.handler.spin",
            ValueType.integer(0, 1_000), "0",
            "For how many microseconds a handler thread that has nothing to do stays awake before it sleeps. Lone calls are"
                    + " then answered sooner, at the cost of processor time.");

    /** {@code micro.handler.virtual-threads}. */
    public static final ConfigKey<Boolean> VIRTUAL_THREADS = new ConfigKey<>("micro.handler.virtual-threads",
            ValueType.BOOLEAN, "false",
            "Whether handlers run on virtual threads, where the JDK has them (21 and later).");

    /** {@code micro.callbacks}. */
    public static final ConfigKey<CallbackMode> CALLBACKS = new ConfigKey<>("micro.callbacks",
            ValueType.oneOf(CallbackMode.class), "pool",
            "Which thread runs the dependents of asynchronous calls, as those of `thenApply`. `pool`: a thread of the node for"
                    + " this purpose only. `inline`: the thread that reads the socket, for code that never blocks.");

    /** {@code micro.tls.trust-store}. */
    public static final ConfigKey<String> TLS_TRUST_STORE = new ConfigKey<>("micro.tls.trust-store", ValueType.TEXT,
            null, "A file with the authorities that the node trusts when it dials `wss`: a key store of type PKCS12 or"
                    + " JKS, or certificates as PEM. Without it, the authorities that the JVM trusts.");

    /** {@code micro.tls.trust-store-password}. */
    public static final ConfigKey<String> TLS_TRUST_STORE_PASSWORD = new ConfigKey<>("micro.tls.trust-store-password",
            ValueType.SECRET, null, "The password of the file `micro.tls.trust-store`, if it has one.");

    /** {@code micro.tls.key-store}. */
    public static final ConfigKey<String> TLS_KEY_STORE = new ConfigKey<>("micro.tls.key-store", ValueType.TEXT, null,
            "A key store of type PKCS12 or JKS with the private key and the certificate of this node. It presents them where it"
                    + " dials `wss` and the other end asks for a certificate.");

    /** {@code micro.tls.key-store-password}. */
    public static final ConfigKey<String> TLS_KEY_STORE_PASSWORD = new ConfigKey<>("micro.tls.key-store-password",
            ValueType.SECRET, null, "The password of the file `micro.tls.key-store`, and of the private key in it.");

    /** {@code micro.security.dial-ranges}. */
    public static final ConfigKey<List<String>> DIAL_RANGES = new ConfigKey<>("micro.security.dial-ranges",
            ValueType.IP_RANGES, null,
            "The IP addresses that this node dials when a registry tells them. A name counts as the address that it stands"
                    + " for. Without it, all addresses, and loopback only where this node or a registry of it is reached"
                    + " by loopback. Link-local, unspecified, multicast and broadcast addresses are never dialled.");

    /** {@code micro.security.announce-ranges}. */
    public static final ConfigKey<List<String>> ANNOUNCE_RANGES = new ConfigKey<>("micro.security.announce-ranges",
            ValueType.IP_RANGES, null,
            "The IP addresses that others may announce to a registry beside the one from which they connect, as behind"
                    + " a proxy or address translation. If a node has this key, it refuses links as a registry does.");

    /** {@code micro.security.announce-names}. */
    public static final ConfigKey<List<String>> ANNOUNCE_NAMES = new ConfigKey<>("micro.security.announce-names",
            ValueType.TEXTS, null,
            "The host names that others may announce to a registry, with `*` for any characters, as `*.shop.example`."
                    + " Without it, any name, from peers that have proved their namespace or are on the same machine. If a node has this key, it refuses links as a registry does.");

    /** {@code micro.security.mode}. */
    public static final ConfigKey<SecurityMode> SECURITY_MODE = new ConfigKey<>("micro.security.mode",
            ValueType.oneOf(SecurityMode.class), "auto",
            "Which peers must prove who they are, by a token or another way below. `auto`: all except those that connect from"
                    + " a loopback address and through no proxy. `required`: all. `permissive`: none; what would be refused"
                    + " is written to the log. `off`: none, and nothing is checked.");

    /** {@code micro.security.secret}. */
    public static final ConfigKey<List<String>> SECURITY_SECRET = new ConfigKey<>("micro.security.secret",
            ValueType.SECRETS, null,
            "The secret that the nodes and registries share. It is never sent: a node makes a token from it, which is valid"
                    + " for 60 s and for one address. To change it, set the new and the old one on all nodes, then only the"
                    + " new one.");

    /** {@code micro.security.secret-file}. */
    public static final ConfigKey<String> SECURITY_SECRET_FILE = new ConfigKey<>("micro.security.secret-file",
            ValueType.TEXT, null,
            "A file with the secrets in place of `micro.security.secret`, each on a line of its own. It is read again when"
                    + " it changes.");

    /** {@code micro.security.allow-plain}. */
    public static final ConfigKey<Boolean> SECURITY_ALLOW_PLAIN = new ConfigKey<>("micro.security.allow-plain",
            ValueType.BOOLEAN, "false",
            "Whether tokens may be sent to other machines without TLS, by `ws`. Everybody who reads the network can then"
                    + " use the token of a node for a minute, and the token of a user until it ends.");

    /** {@code micro.security.clock-skew}. */
    public static final ConfigKey<Duration> SECURITY_CLOCK_SKEW = new ConfigKey<>("micro.security.clock-skew",
            ValueType.duration(ZERO, ofMinutes(5)), "10s",
            "How much the clocks of two machines may differ when a token is checked.");

    /** {@code micro.security.certificates}. */
    public static final ConfigKey<Boolean> SECURITY_CERTIFICATES = new ConfigKey<>("micro.security.certificates",
            ValueType.BOOLEAN, "false",
            "Whether a client certificate proves who a peer is. The server asks for it and checks it. The common name, or a"
                    + " DNS name in it, must be the namespace of the peer, or a glob of it.");

    /** {@code micro.security.principals}. */
    public static final ConfigKey<Boolean> SECURITY_PRINCIPALS = new ConfigKey<>("micro.security.principals",
            ValueType.BOOLEAN, "false",
            "Whether the user whom the servlet container has authenticated proves who a peer is. The name of the user must"
                    + " be the namespace of the peer.");

    /** {@code micro.propagate}. */
    public static final ConfigKey<List<String>> PROPAGATE = new ConfigKey<>("micro.propagate",
            ValueType.METADATA_NAMES, "",
            "The metadata that nested calls take over from the request that a handler serves, as `tenant,x-request-id`.");

    /** {@code micro.allowed-origins}. */
    public static final ConfigKey<List<String>> ALLOWED_ORIGINS = new ConfigKey<>("micro.allowed-origins",
            ValueType.ORIGINS, "",
            "Origins of web pages that may connect and, at a registry, use the gateway, as `https://shop.example`. A program"
                    + " sends no origin and passes. The server's own origin passes where its host is an IP address or a name"
                    + " without a dot. Name it here where it has a dot: the owner of a domain can point any name in it at"
                    + " any address.");

    /** {@code micro.security.user}. */
    public static final ConfigKey<UserMode> SECURITY_USER = new ConfigKey<>("micro.security.user",
            ValueType.oneOf(UserMode.class), "none",
            "What the node does with the token of the user for whom a call is made. `none`: nothing; an application with"
                    + " `@RolesAllowed` on a route is then not deployed. `forward`: it passes the token on with the calls"
                    + " that a handler makes, and verifies it if `mp.jwt.verify.publickey` or"
                    + " `mp.jwt.verify.publickey.location` is set. `jwt`: as `forward`, and each request must bring a"
                    + " valid token, except requests for routes with `@PermitAll`.");

    /** {@code micro.security.names}. */
    public static final ConfigKey<List<String>> SECURITY_NAMES = new ConfigKey<>("micro.security.names",
            ValueType.TEXTS, "",
            "The names of hosts under which this server is known, separated by commas, beside its addresses, `localhost` and"
                    + " `micro.advertise.host`. A server that runs by itself (in Java SE, or `java -jar registry.war`)"
                    + " answers a request for another host with 421: so no web page can reach it by a name that its owner"
                    + " points here. On a server of yours the registry does so if names are set."
                    + " A registry also takes no token for another host: name the host here by which its nodes dial it.");

    /** {@code mp.jwt.verify.publickey}. */
    public static final ConfigKey<String> JWT_KEY = new ConfigKey<>("mp.jwt.verify.publickey", ValueType.TEXT, null,
            "The public key of the issuer of users' tokens, for `micro.security.user`: as PEM, as a JSON Web Key or as a"
                    + " set of them. A key of RSA (2,048 bits or more) is for RS256, one of the curve P-256 for ES256.");

    /** {@code mp.jwt.verify.publickey.location}. */
    public static final ConfigKey<String> JWT_KEY_LOCATION = new ConfigKey<>("mp.jwt.verify.publickey.location",
            ValueType.TEXT, null,
            "Where the public key is, if not in `mp.jwt.verify.publickey`: a resource of the application, a file, or an"
                    + " address with `https`. The node reads a file again when it changes. It fetches an address at the start,"
                    + " each hour, and at a token of an unknown key. Plain `http` is possible on the same machine only, or"
                    + " with `micro.security.allow-plain`.");

    /** {@code mp.jwt.verify.issuer}. */
    public static final ConfigKey<String> JWT_ISSUER = new ConfigKey<>("mp.jwt.verify.issuer", ValueType.TEXT, null,
            "The issuer (`iss`) that the token of a user must have. Without it, any.");

    /** {@code mp.jwt.verify.audiences}. */
    public static final ConfigKey<List<String>> JWT_AUDIENCES = new ConfigKey<>("mp.jwt.verify.audiences",
            ValueType.TEXTS, "",
            "The audiences, separated by commas, of which the token of a user must have one (`aud`). Without them, any.");

    /** {@code mp.jwt.verify.clock.skew}. */
    public static final ConfigKey<Integer> JWT_CLOCK_SKEW = new ConfigKey<>("mp.jwt.verify.clock.skew",
            ValueType.integer(0, 600), "60",
            "How many seconds the clocks of the issuer and of this node may differ.");

    /** All keys, in the order of the reference page. */
    public static final List<ConfigKey<?>> ALL = List.of(NAMESPACE, REGISTRY_URL, REGISTRY_CONNECT_TIMEOUT,
            REGISTRY_REQUIRED, ADVERTISE_HOST,
            ADVERTISE_PORT, ADVERTISE_PATH, ADVERTISE_SCHEME, ADVERTISE_SELF_CHECK, REQUEST_TIMEOUT, ATTEMPT_TIMEOUT,
            LOOKUP_TIMEOUT, CONNECT_TIMEOUT, PROPAGATE, HANDLER_TIMEOUT, ERRORS_EXPOSE, RETRIES, RETRY, IDEMPOTENT,
            RETRY_BUDGET_PERCENT, RETRY_BUDGET_PER_SECOND, EJECTION_FAILURES, EJECTION_PERCENT, EJECTION_MIN_CALLS,
            EJECTION_WINDOW, EJECTION_DURATION, EJECTION_MAX_PERCENT,
            HEARTBEAT_INTERVAL, RECONNECT_DELAY, PING_INTERVAL,
            DRAIN_TIMEOUT, SHUTDOWN_HOOK, DRAIN_ENDPOINT,
            MAX_MESSAGE_SIZE, BINARY_MESSAGES,
            TYRUS_IDLE_TIMER, MAX_NESTING, MAX_DIGITS, MAX_MEMBERS, MAX_QUEUED_MESSAGES, MAX_QUEUED_SIZE,
            MAX_PENDING, MAX_REQUESTS, MAX_LINKS, MAX_LINKS_PER_ADDRESS, MAX_BUFFERED_SIZE, LISTEN_ADDRESS,
            HANDSHAKE_TIMEOUT, MAX_CONNECTING, HANDSHAKES_PER_SECOND, MAX_HANDSHAKES, MAX_THREADS,
            MAX_WAIT, MAX_REQUESTS_SIZE, ROUTE_MAX_CONCURRENT, HANDLER_SPIN, VIRTUAL_THREADS,
            CALLBACKS, TLS_TRUST_STORE, TLS_TRUST_STORE_PASSWORD, TLS_KEY_STORE, TLS_KEY_STORE_PASSWORD,
            SECURITY_MODE, SECURITY_SECRET, SECURITY_SECRET_FILE, SECURITY_ALLOW_PLAIN, SECURITY_NAMES,
            SECURITY_CLOCK_SKEW, SECURITY_CERTIFICATES, SECURITY_PRINCIPALS, DIAL_RANGES, ANNOUNCE_RANGES,
            ANNOUNCE_NAMES, ALLOWED_ORIGINS, SECURITY_USER, JWT_KEY, JWT_KEY_LOCATION, JWT_ISSUER, JWT_AUDIENCES,
            JWT_CLOCK_SKEW);

    /** The keys that may be set for one callee, as {@code micro.client.<namespace>.request-timeout}. */
    public static final List<ConfigKey<?>> PER_CALLEE = List.of(REQUEST_TIMEOUT, ATTEMPT_TIMEOUT, RETRIES, RETRY,
            IDEMPOTENT, RETRY_BUDGET_PERCENT, RETRY_BUDGET_PER_SECOND, EJECTION_FAILURES, EJECTION_PERCENT,
            EJECTION_MIN_CALLS, EJECTION_WINDOW, EJECTION_DURATION, EJECTION_MAX_PERCENT);

    /** The keys that may be set for one route, as {@code micro.route."/charge".max-concurrent}. */
    public static final List<ConfigKey<?>> PER_ROUTE = List.of(ROUTE_MAX_CONCURRENT);

    private ConfigKeys() {
    }
}
