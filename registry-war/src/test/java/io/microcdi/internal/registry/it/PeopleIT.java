package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/** The page, the API and the gateway ask everybody who is not on this machine who they are. */
@Tag("slow")
class PeopleIT {

    private static final String SECRET = "a secret of the tests";
    private static final String PASSWORD = "correct horse battery";
    /** A request that a proxy on this machine forwards, which was asked by TLS. */
    private static final String FORWARDED = "X-Forwarded-For: 203.0.113.7";
    /** The same from an address whose refusals have lines of the audit: of one address there are few a minute. */
    private static final String AUDITED = "X-Forwarded-For: 203.0.113.8";
    private static final String BY_TLS = "X-Forwarded-Proto: https";
    private static final String JSON = "Content-Type: application/json";
    /** The nodes of these tests send no heartbeats. */
    private static final String SILENT_NODES = "-Dmicro.registry-server.heartbeat-timeout=1h";

    private static final Map<String, String> LINES = new HashMap<>();

    @TempDir
    private static Path directory;

    private static Path users;
    private static RegistryProcess registry;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        users = Files.writeString(directory.resolve("users"), line("ada") + "\n");
        registry = RegistryProcess.start("-Dmicro.security.secret=" + SECRET, "-Dmicro.security.user=forward",
                "-Dmicro.security.names=registry.example", "-Dmicro.registry-server.users-file=" + users,
                SILENT_NODES, "-Dmicro.ping-interval=10m");
        port = registry.port();
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    /** The line of a users file, which is made by the registry's own command, once for each name. */
    private static String line(String name) throws Exception {
        String line = LINES.get(name);
        if (line == null) {
            RegistryProcess.Ended ended = RegistryProcess.run(PASSWORD + "\n", Map.of(), List.of(), "--hash-password",
                    name);
            assertThat(ended.status()).as(ended.errors()).isZero();
            line = ended.output().strip();
            LINES.put(name, line);
        }
        return line;
    }

    private static String basic(String name, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A token as wire.md describes it. */
    private static String token(String secret, String audience, String more) throws Exception {
        long now = Instant.now().getEpochSecond();
        String signed = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "."
                + encode(
                        "{\"iss\":\"monitoring monitoring.invalid:1\",\"aud\":\"" + audience + "\",\"iat\":" + now
                                + ",\"exp\":" + (now + 30)
                                + ",\"jti\":\"1\"" + more + "}");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "Authorization: Bearer " + signed + "." + Base64.getUrlEncoder().withoutPadding()
                .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    /** From elsewhere a token for 127.0.0.1 is of no use: each machine has that address. */
    private static String audience() {
        return "registry registry.example:" + port;
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET /", "GET /api/namespaces", "GET /api/status", "GET /metrics", "POST /call/shop/pay",
            "GET /nothing", "HEAD /" })
    void aClientOnAnotherMachineMustSignIn(String line) throws Exception {
        RawHttp refused = RawHttp.send(port, line, "", FORWARDED, BY_TLS, JSON);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.head()).contains("WWW-Authenticate: Basic realm=", "WWW-Authenticate: Bearer");
        // the answer to HEAD has no body
        assertThat(line.startsWith("HEAD") || refused.body().contains("Sign in, or present a token")).isTrue();
        assertThat(RawHttp.send(port, line, "", JSON).status()).as("on this machine").isIn(200, 404);
    }

    /** A platform has no password, and gets no more than the result. */
    @ParameterizedTest
    @ValueSource(strings = { "/api/live", "/api/ready" })
    void aProbeFromAnotherMachineNeedsNoSignIn(String path) throws Exception {
        RawHttp up = RawHttp.get(port, path, FORWARDED);
        assertThat(up.status()).isEqualTo(200);
        assertThat(up.body()).contains("{\"status\":\"UP\"}");
        assertThat(RawHttp.send(port, "POST " + path, "", FORWARDED).status()).as("not a probe").isEqualTo(401);
        assertThat(RawHttp.get(port, path + "/x", FORWARDED).status()).as("not a probe").isEqualTo(401);
    }

    /** Only a handshake of a node has rules of its own, and a header makes none. */
    @ParameterizedTest
    @ValueSource(strings = { "POST /call/shop/pay", "GET /call/shop/pay", "GET /api/namespaces", "GET /",
            "POST /api/8080/shop", "GET /metrics", "GET /nothing" })
    void aHeaderOfHandshakesLetsNobodyPass(String line) throws Exception {
        assertThat(RawHttp.send(port, line, "", AUDITED, BY_TLS, JSON, "Upgrade: websocket").status())
                .isEqualTo(401);
        registry.awaitError(line);
        assertThat(registry.errors()).contains("MICRO001800");
    }

    @Test
    void refusalsOfTheGatewayAreAudited() throws Exception {
        try (RawSocket bank = RawSocket.open(port, "/127.0.0.1/9104/bank-of-audit")) {
            new Http(registry.page()).awaitInstance("127.0.0.1:9104", Objects::nonNull);
            assertThat(RawHttp.send(port, "POST /call/bank-of-audit/take", "{}", AUDITED,
                    token(SECRET, audience(), ",\"call\":[\"shop\"]"), JSON).status()).isEqualTo(403);
            assertThat(bank.status()).isEqualTo(101);
        }
        assertThat(RawHttp.send(port, "POST /call/nobody/x", "{}", "Origin: https://audited.example", JSON).status())
                .isEqualTo(403);
        registry.awaitError("Refused (rights): monitoring monitoring.invalid:1, from ");
        registry.awaitError("the call of bank-of-audit");
        registry.awaitError("Refused (origin): a page of https://audited.example");
    }

    @Test
    void aPersonSignsIn() throws Exception {
        String right = basic("ada", PASSWORD);
        for (String path : new String[] { "/", "/api/status", "/api/namespaces" }) {
            assertThat(RawHttp.get(port, path, FORWARDED, BY_TLS, right).status()).as(path).isEqualTo(200);
        }
        assertThat(RawHttp.send(port, "POST /call/nobody/x", "{}", FORWARDED, BY_TLS, right, JSON).body())
                .contains("nobody/x begins with no registered namespace");
        registry.awaitError("MICRO009005");
        assertThat(registry.errors()).doesNotContain(PASSWORD);
    }

    @Test
    void aWrongPasswordIsRefusedAndAudited() throws Exception {
        assertThat(RawHttp.get(port, "/api/status", AUDITED, BY_TLS, basic("eve", "wrong-secret")).status())
                .isEqualTo(401);
        RawHttp gateway = RawHttp.send(port, "POST /call/nobody/x", "{}", AUDITED, BY_TLS,
                basic("ada", "wrong-secret"), JSON);
        assertThat(gateway.status()).isEqualTo(401);
        registry.awaitError("user eve, GET /api/status");
        assertThat(registry.errors()).contains("wrong name or password").doesNotContain("wrong-secret",
                encode("eve:wrong-secret"));
    }

    /** The proxy was asked without TLS, so that everybody on the way could read the password. */
    @Test
    void noPasswordIsAskedForWithoutTls() throws Exception {
        RawHttp asked = RawHttp.get(port, "/", FORWARDED);
        assertThat(asked.status()).isEqualTo(401);
        assertThat(asked.head()).doesNotContain("Basic");
        assertThat(asked.body()).contains("no token", "To sign in, use https", "micro.security.allow-plain",
                "X-Forwarded-Proto");
        assertThat(RawHttp.get(port, "/", FORWARDED, "Authorization: Bearer x").body()).doesNotContain("sign in");
        RawHttp refused = RawHttp.get(port, "/", FORWARDED, basic("ada", PASSWORD));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("micro.security.allow-plain");
    }

    @Test
    void aTokenOfTheSecretIsEnough() throws Exception {
        assertThat(RawHttp.get(port, "/api/status", FORWARDED, token(SECRET, audience(), "")).status()).isEqualTo(200);
        assertThat(RawHttp.get(port, "/api/status", FORWARDED, token("another secret of it", audience(), "")).status())
                .isEqualTo(401);
        assertThat(RawHttp.get(port, "/api/status", FORWARDED, token(SECRET, "shop 127.0.0.1:" + port, "")).status())
                .as("for a node").isEqualTo(401);
    }

    /** The address of a program is often that of a proxy, and its request tells nothing of it. */
    @Test
    void theAuditLogNamesTheProgramOfATokenByItsIssuer() throws Exception {
        // of its own: one address has few lines of the audit a minute
        try (RegistryProcess own = RegistryProcess.start("-Dmicro.security.secret=" + SECRET, SILENT_NODES,
                "-Dmicro.security.names=registry.example", "-Dmicro.ping-interval=10m");
                RawSocket vault = RawSocket.open(own.port(), "/127.0.0.1/9108/vault")) {
            new Http(own.page()).awaitInstance("127.0.0.1:9108", Objects::nonNull);
            String id = encode("vault\n127.0.0.1:9108");
            String limited = token(SECRET, audience(), ",\"call\":[\"shop\"],\"see\":[\"shop\"]");
            assertThat(RawHttp.get(own.port(), "/metrics", FORWARDED, limited).status()).isEqualTo(403);
            for (String path : List.of("/api/namespaces/vault", "/api/namespaces/vault?view=numbers",
                    "/api/namespaces/vault/routes", "/api/instances/" + id, "/openapi/vault")) {
                assertThat(RawHttp.get(own.port(), path, FORWARDED, limited).status()).as(path).isEqualTo(404);
            }
            String call = "POST /call/vault/x";
            assertThat(RawHttp.send(own.port(), call, "{}", FORWARDED, limited, JSON).status()).isEqualTo(404);
            assertThat(RawHttp.send(own.port(), call, "{}", FORWARDED,
                    token(SECRET, audience(), ",\"call\":[\"shop\"]"), JSON).status()).isEqualTo(403);
            assertThat(RawHttp.send(own.port(), "POST /api/instances/" + id + "/eject", "", FORWARDED,
                    token(SECRET, audience(), "")).status()).isEqualTo(403);
            assertThat(RawHttp.get(own.port(), "/api/status", FORWARDED, token(SECRET, "shop registry.example:1", ""))
                    .status()).isEqualTo(401);
            String who = "MICRO001800: Refused (rights): monitoring monitoring.invalid:1, from 127.0.0.1: ";
            for (String line : List.of(who + "the metrics tell of all namespaces",
                    who + "its token does not allow it to look up vault",
                    who + "the call of vault: the token does not allow it", who + "eject of vault: not an operator",
                    "GET /api/status, from 127.0.0.1: its token is for another node than registry, by its aud \"shop"
                            + " registry.example:1\": it is that of monitoring monitoring.invalid:1")) {
                own.awaitError(line);
                assertThat(own.errors().split(Pattern.quote(line), -1)).as(line).hasSize(2);
            }
            assertThat(vault.status()).isEqualTo(101);
        }
    }

    /** Otherwise a token with a mistake would allow all, also on this machine, where none is needed. */
    @Test
    void aTokenWithAMistakeIsRefused() throws Exception {
        for (String[] headers : new String[][] { { FORWARDED }, {} }) {
            String audience = headers.length == 0 ? "registry 127.0.0.1:" + port : audience();
            String misspelt = token(SECRET, audience, ",\"sees\":[\"shop\"]");
            RawHttp refused = RawHttp.get(port, "/api/namespaces",
                    Stream.concat(Stream.of(headers), Stream.of(misspelt)).toArray(String[]::new));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.body()).contains("its claim sees is not known");
        }
    }

    @Test
    void aTokenCallsAndSeesOnlyWhatItNames() throws Exception {
        try (RawSocket shop = RawSocket.open(port, "/127.0.0.1/9101/shop");
                RawSocket bank = RawSocket.open(port, "/127.0.0.1/9102/bank")) {
            new Http(registry.page()).awaitKeys(keys -> keys.containsAll(List.of("127.0.0.1:9101", "127.0.0.1:9102")),
                    Duration.ofSeconds(60));
            String token = token(SECRET, audience(), ",\"call\":[\"sh*\"],\"see\":[\"shop\"]");
            String seen = RawHttp.get(port, "/api/namespaces", FORWARDED, token).body();
            assertThat(seen).contains("\"shop\"").doesNotContain("bank");
            assertThat(RawHttp.get(port, "/api/namespaces/bank", FORWARDED, token).status()).isEqualTo(404);
            assertThat(RawHttp.get(port, "/api/namespaces/bank/routes", FORWARDED, token).status()).isEqualTo(404);
            RawHttp metrics = RawHttp.get(port, "/metrics", FORWARDED, token);
            assertThat(metrics.status()).isEqualTo(403);
            assertThat(metrics.body()).doesNotContain("bank");
            assertThat(RawHttp.get(port, "/metrics", FORWARDED, token(SECRET, audience(), "")).body())
                    .contains("namespace=\"bank\"");
            RawHttp unseen = RawHttp.send(port, "POST /call/bank/take", "{}", FORWARDED, token, JSON);
            assertThat(unseen.status()).isEqualTo(404);
            assertThat(unseen.body()).contains("bank/take begins with no registered namespace");
            RawHttp refused = RawHttp.send(port, "POST /call/bank/take", "{}", FORWARDED,
                    token(SECRET, audience(), ",\"call\":[\"sh*\"]"), JSON);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("the token does not allow calls to bank");
            assertThat(RawHttp.send(port, "POST /call/shop/pay?timeout=2s", "{}", FORWARDED, token, JSON).status())
                    .as("sent, and not answered").isEqualTo(504);
            assertThat(bank.status()).isEqualTo(101);
            assertThat(shop.nextText()).contains("/pay");
        }
    }

    @Test
    void noPasswordAndNoTokenForTheRegistryReachesAService() throws Exception {
        String path = "/127.0.0.1/9103/echo?v=1&id=2f1c6f0e-9f0a-4d0e-8a52-0c9be1a1f3aa&features=metadata";
        try (RawSocket echo = RawSocket.open(port, path)) {
            new Http(registry.page()).awaitInstance("127.0.0.1:9103", Objects::nonNull);
            String ofUser = "Authorization: Bearer " + encode("{\"alg\":\"RS256\"}") + "." + encode("{}") + ".AAAA";
            for (String header : List.of(basic("ada", PASSWORD), token(SECRET, audience(), ""), ofUser)) {
                assertThat(RawHttp.send(port, "POST /call/echo/x?timeout=2s", "{}", header, JSON).status())
                        .isEqualTo(504);
                String request = echo.nextText();
                while (!request.contains("\"/x\"")) {
                    request = echo.nextText();
                }
                assertThat(request.contains("authorization")).as(request).isEqualTo(header.equals(ofUser));
                assertThat(request).contains("metadata").doesNotContain(encode(PASSWORD));
            }
        }
    }

    @Test
    void theUsersFileIsReadAgain() throws Exception {
        String bob = basic("bob", PASSWORD);
        assertThat(RawHttp.get(port, "/", FORWARDED, BY_TLS, bob).status()).isEqualTo(401);
        Path next = Files.writeString(directory.resolve("next"), line("ada") + "\n" + line("bob") + "\n");
        Files.move(next, users, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        // it looks once a second, when somebody signs in; of wrong names an address has few a minute
        Await.until("two users", Duration.ofSeconds(60), () -> {
            assertThat(RawHttp.get(port, "/", FORWARDED, BY_TLS, basic("ada", PASSWORD)).status()).isEqualTo(200);
            return registry.errors().contains("there are 2 users now");
        });
        assertThat(RawHttp.get(port, "/", FORWARDED, BY_TLS, bob).status()).isEqualTo(200);
    }

    /** A stream is a request that lasts, and its reader may be taken out meanwhile. */
    @Test
    void theStreamOfAPersonWhoIsTakenOutEnds() throws Exception {
        Path own = Files.writeString(directory.resolve("own"), line("ada") + "\n");
        try (RegistryProcess few = RegistryProcess.start("-Dmicro.security.mode=required",
                "-Dmicro.registry-server.users-file=" + own)) {
            String right = basic("ada", PASSWORD).substring("Authorization: ".length());
            try (EventReader events = EventReader.open(few.port(), "", "Authorization", right)) {
                events.await("hello");
                Path next = Files.writeString(directory.resolve("nobody"), line("bob") + "\n");
                Files.move(next, own, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                events.await("end");
            }
            try (EventReader again = EventReader.open(few.port(), "", "Authorization", right)) {
                assertThat(again.status()).isEqualTo(401);
            }
        }
    }

    /** Events that somebody may not see move their place all the same, so that they are not behind after a break. */
    @Test
    void theStreamOfAViewerOfSomeNamespacesHasThePlaceOfTheOthers() throws Exception {
        String limited = token(SECRET, audience(), ",\"see\":[\"seen\"]").substring("Authorization: ".length());
        try (EventReader all = EventReader.open(port, "");
                EventReader some = EventReader.open(port, "?stats=false", "Authorization", limited)) {
            all.await("hello");
            some.await("hello");
            try (RawSocket hidden = RawSocket.open(port, "/127.0.0.1/9105/hidden")) {
                assertThat(hidden.status()).isEqualTo(101);
                String place = all.await("joined", "127.0.0.1:9105").id();
                // another event may have come meanwhile, whose place is later
                EventReader.Event next = some.await(event -> number(event.id()) >= number(place));
                assertThat(next.name()).isEqualTo(EventReader.PLACE);
                assertThat(next.data()).isEmpty();
            }
        }
    }

    /** The number at the end of the id of an event; -1 for no event. */
    private static long number(String id) {
        return id.matches(".+-\\d+") ? Long.parseLong(id.substring(id.lastIndexOf('-') + 1)) : -1;
    }

    @Test
    void onlyAnOperatorActsAndSignsInOnThisMachineToo() throws Exception {
        try (RegistryProcess own = RegistryProcess.start("-Dmicro.security.secret=" + SECRET,
                SILENT_NODES, "-Dmicro.ping-interval=10m", "-Dmicro.registry-server.operators=ada",
                "-Dmicro.registry-server.users=" + line("ada") + ","
                        + line("bob"));
                RawSocket shop = RawSocket.open(own.port(), "/127.0.0.1/9106/shop")) {
            assertThat(shop.status()).isEqualTo(101);
            new Http(own.page()).awaitInstance("127.0.0.1:9106", Objects::nonNull);
            String eject = "POST /api/instances/" + encode("shop\n127.0.0.1:9106") + "/eject";
            String service = token(SECRET, "registry 127.0.0.1:" + own.port(), "");
            assertThat(RawHttp.send(own.port(), eject, "").status()).isEqualTo(403);
            assertThat(RawHttp.send(own.port(), eject, "", service).status()).isEqualTo(403);
            assertThat(RawHttp.send(own.port(), eject, "", basic("bob", PASSWORD)).status()).isEqualTo(403);
            assertThat(RawHttp.send(own.port(), eject, "", basic("ada", "wrong-secret")).status()).isEqualTo(401);
            RawHttp done = RawHttp.send(own.port(), eject, "", basic("ada", PASSWORD));
            assertThat(done.status()).as(done.answer()).isEqualTo(200);
            assertThat(done.body()).contains("\"by\":\"ada\"");
        }
    }

    /** Without operators people may act, and services may not: each has a token that sees and calls all. */
    @Test
    void noServiceEjectsTheInstancesOfAnother() throws Exception {
        try (RawSocket orders = RawSocket.open(port, "/127.0.0.1/9107/orders")) {
            assertThat(orders.status()).isEqualTo(101);
            new Http(registry.page()).awaitInstance("127.0.0.1:9107", Objects::nonNull);
            String eject = "POST /api/instances/" + encode("orders\n127.0.0.1:9107") + "/eject";
            RawHttp refused = RawHttp.send(port, eject, "", FORWARDED, token(SECRET, audience(), ""));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("a service may not");
            assertThat(RawHttp.send(port, eject, "", FORWARDED, token(SECRET, audience(), ",\"register\":[]")).status())
                    .as("a service that names no namespace").isEqualTo(403);
            assertThat(RawHttp.send(port, eject, "", FORWARDED, BY_TLS, basic("ada", PASSWORD)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void tooManyWrongPasswordsOfOneAddressAreRefusedForAMinute() throws Exception {
        try (RegistryProcess own = RegistryProcess.start("-Dmicro.registry-server.users=" + line("ada"))) {
            String right = basic("ada", PASSWORD);
            assertThat(RawHttp.get(own.port(), "/", FORWARDED, BY_TLS, right).status()).isEqualTo(200);
            int last = 0;
            for (int i = 0; i < 11; i++) {
                last = RawHttp.get(own.port(), "/", FORWARDED, BY_TLS, basic("ada", "wrong" + i)).status();
            }
            assertThat(last).isEqualTo(429);
            assertThat(RawHttp.get(own.port(), "/", FORWARDED, BY_TLS, right).status())
                    .as("a signed-in user stays signed in").isEqualTo(200);
        }
    }

    @Test
    void requiredAsksOnThisMachineToo() throws Exception {
        try (RegistryProcess own = RegistryProcess.start("-Dmicro.security.mode=required",
                "-Dmicro.registry-server.users=" + line("ada"))) {
            assertThat(RawHttp.get(own.port(), "/api/status").status()).isEqualTo(401);
            assertThat(RawHttp.get(own.port(), "/api/status", basic("ada", PASSWORD)).status()).isEqualTo(200);
        }
    }

    @Test
    void permissiveLetsPassAndSaysWhatItWouldRefuse() throws Exception {
        try (RegistryProcess own = RegistryProcess.start("-Dmicro.security.mode=permissive")) {
            RawHttp passed = RawHttp.get(own.port(), "/api/status", FORWARDED);
            assertThat(passed.status()).isEqualTo(200);
            assertThat(passed.body()).contains("\"security\":\"permissive\"");
            own.awaitError("MICRO001801");
        }
    }

    /** A token must not take away what the registry allows without a token in these modes. */
    @ParameterizedTest
    @ValueSource(strings = { "off", "permissive" })
    void aTokenThatAllowsNothingHindersNobodyWhereTheModeRefusesNobody(String mode) throws Exception {
        try (RegistryProcess own = RegistryProcess.start("-Dmicro.security.mode=" + mode,
                "-Dmicro.security.secret=" + SECRET, SILENT_NODES, "-Dmicro.ping-interval=10m");
                RawSocket bank = RawSocket.open(own.port(), "/127.0.0.1/9105/bank")) {
            String token = token(SECRET, "registry 127.0.0.1:" + own.port(),
                    ",\"register\":[],\"call\":[],\"see\":[]");
            new Http(own.page()).awaitInstance("127.0.0.1:9105", Objects::nonNull);
            for (String path : List.of("/api/namespaces", "/api/namespaces/bank", "/api/instances",
                    "/api/events/recent", "/metrics")) {
                RawHttp seen = RawHttp.get(own.port(), path, token);
                assertThat(seen.status()).as(path).isEqualTo(200);
                assertThat(seen.body()).as(path).contains("bank");
            }
            assertThat(RawHttp.get(own.port(), "/api/status", token).body()).contains("\"mayAct\":true");
            assertThat(RawHttp.send(own.port(), "POST /call/bank/pay?timeout=2s", "{}", token, JSON).status())
                    .as("sent, and not answered").isEqualTo(504);
            assertThat(bank.nextText()).contains("/pay");
            if (mode.equals("permissive")) {
                for (String line : List.of("MICRO001801: Would be refused (rights)",
                        "does not allow it to see all namespaces", "the call of bank")) {
                    own.awaitError(line);
                }
            }
            assertThat(own.errors()).doesNotContain("MICRO001800");
        }
    }

    @Test
    void offAsksNobodyAndIsSeen() throws Exception {
        try (RegistryProcess own = RegistryProcess.start("-Dmicro.security.mode=off")) {
            assertThat(RawHttp.get(own.port(), "/api/status", FORWARDED).body()).contains("\"security\":\"off\"");
        }
    }

    @Test
    void aLineIsMadeOfAPasswordOnly() throws Exception {
        RegistryProcess.Ended ended = RegistryProcess.run("short\n", Map.of(), List.of(), "--hash-password", "ada");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors()).contains("a password has at least 8 characters").doesNotContain("short\n");
    }
}
