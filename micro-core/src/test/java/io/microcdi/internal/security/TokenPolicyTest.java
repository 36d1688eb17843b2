package io.microcdi.internal.security;

import static io.microcdi.internal.security.Tokens.HS256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.security.ConnectPolicy.Decision;
import io.microcdi.internal.security.ConnectPolicy.Self;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

/** Which peers may connect, by the mode and by their proof. */
class TokenPolicyTest {

    private static final String SECRET = "a secret of the mesh";
    private static final InstanceKey KEY = InstanceKey.of("10.0.0.5", 80, "");
    private static final Self PAYMENTS = new Self("payments", KEY);
    private static final Self REGISTRY = new Self("registry", InstanceKey.of("x.invalid", 1, ""));
    private static final Announcement ORDERS = Announcement.parse("/10.0.0.9/80/orders", null);
    private static final String AUDIENCE = "payments 10.0.0.5:80";

    private final TestTimer timer = new TestTimer();
    private MicroConfig config = MicroConfig.defaults();

    @Test
    void aTokenOfTheSameSecretProvesTheNamespace() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        String authorization = policy().authorization(ORDERS, new Self("orders", ORDERS.key()),
                KEY, "payments", true).orElseThrow();
        Decision decision = policy().decide(from("10.0.0.9", authorization), ORDERS, PAYMENTS);
        assertThat(decision.refusal()).isNull();
        assertThat(decision.identity()).isEqualTo(new PeerIdentity("10.0.0.9", NamespaceGlobs.of(List.of("orders")),
                NamespaceGlobs.ALL, NamespaceGlobs.ALL, true, null, (seconds() + 70) * 1_000)
                .named("orders 10.0.0.9:80"));
    }

    @Test
    void aTokenSaysWhatItsHolderMayRegisterCallAndSee() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        PeerIdentity identity = decide("10.0.0.9", "Bearer " + Tokens.signed(HS256, Tokens.claims("orders 10.0.0.9:80",
                AUDIENCE, seconds(), seconds() + 60).replace("\"jti\"",
                        "\"register\":[\"shop/*\"],\"call\":[\"pay*\"],\"see\":[],\"jti\""),
                SECRET)).identity();
        assertThat(identity.namespaces()).isEqualTo(NamespaceGlobs.of(List.of("shop/*")));
        assertThat(identity.callable()).isEqualTo(NamespaceGlobs.of(List.of("pay*")));
        assertThat(identity.visible()).isEqualTo(NamespaceGlobs.NONE);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(401, "no token", "", "", 0, 60, null),
                Arguments.of(401, "not valid", "", "", 0, 60, "Bearer x"),
                Arguments.of(401, "no token", "", "", 0, 60, "Basic YTpi"),
                Arguments.of(401, "has ended", "orders 10.0.0.9:80", AUDIENCE, -80, -20, ""),
                Arguments.of(401, "not valid yet", "orders 10.0.0.9:80", AUDIENCE, 20, 60, ""),
                Arguments.of(401, "more than 60 s", "orders 10.0.0.9:80", AUDIENCE, 0, 61, ""),
                Arguments.of(401, "more than 60 s", "orders 10.0.0.9:80", AUDIENCE, 60, 50, ""),
                Arguments.of(401, "another node than payments, by its aud \"orders 10.0.0.5:80\"", "orders 10.0.0.9:80",
                        "orders 10.0.0.5:80", 0, 60, ""),
                Arguments.of(401, "another node (micro.security.names), by its aud \"payments 10.0.0.6:80\"",
                        "orders 10.0.0.9:80", "payments 10.0.0.6:80", 0, 60, ""),
                Arguments.of(401, "another node", "orders 10.0.0.9:80", "payments 10.0.0.5:81", 0, 60, ""),
                Arguments.of(401,
                        "not a namespace and an address, as in \"registry registry.example:8427\", but \"payments\"",
                        "orders 10.0.0.9:80", "payments", 0, 60, ""),
                Arguments.of(401, "but \"payments ?\"", "orders 10.0.0.9:80", "payments \\n", 0, 60, ""),
                Arguments.of(403, "another namespace", "checkout 10.0.0.9:80", AUDIENCE, 0, 60, ""),
                Arguments.of(401, "its iss", "* 10.0.0.9:80", AUDIENCE, 0, 60, ""),
                Arguments.of(403, "another instance", "orders 10.0.0.8:80", AUDIENCE, 0, 60, ""),
                Arguments.of(401, "its iss", "orders", AUDIENCE, 0, 60, ""));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anythingElseIsRefused(int status, String reason, String issuer, String audience, int issued, int expires,
            String authorization) {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        String presented = authorization == null || !authorization.isEmpty() ? authorization
                : "Bearer " + Tokens.signed(HS256, Tokens.claims(issuer, audience, seconds() + issued,
                        seconds() + expires), SECRET);
        Decision decision = decide("10.0.0.9", presented);
        assertThat(decision.isAdmitted()).isFalse();
        assertThat(decision.refusal().status()).isEqualTo(status);
        assertThat(decision.refusal().code()).isEqualTo(1008);
        assertThat(decision.refusal().reason()).contains(reason).doesNotContain(SECRET);
    }

    /** A request by HTTP announces nothing: the issuer is the only name of its sender. */
    @ParameterizedTest
    @ValueSource(strings = { "script", "script ", " script.invalid:1", "script script.invalid", "-x script.invalid:1",
            "script script.invalid:1 more", "script script.invalid:0", "script  script.invalid:1", "",
            "script \\u202e.invalid:1", "script\\nscript.invalid:1" })
    void theIssuerOfAnHttpRequestIsANamespaceAndAnAddress(String issuer) {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        for (String remote : List.of("10.0.0.9", "127.0.0.1")) {
            Decision decision = request(remote, issuer, AUDIENCE, "");
            assertThat(decision.isAdmitted()).as(remote).isFalse();
            assertThat(decision.refusal().status()).isEqualTo(401);
            assertThat(decision.refusal().reason()).contains("its iss", "report report.invalid:1");
        }
    }

    @Test
    void anHttpClientHasTheNameOfItsToken() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        assertThat(request("10.0.0.9", "report report.invalid:1", AUDIENCE, "").identity().who())
                .isEqualTo("report report.invalid:1");
        assertThat(request("10.0.0.9", "report report.invalid:1", "registry x.example:1", "").refusal().reason())
                .contains("another node", "report report.invalid:1");
        assertThat(PeerIdentity.UNPROVED.who()).isEqualTo("a program");
    }

    /** Without a token such a request is admitted here. A token that is presented sets limits. */
    @ParameterizedTest
    @ValueSource(strings = { "10.0.0.9", "127.0.0.1" })
    void aMisspeltRightAllowsNothing(String remote) {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        Decision decision = request(remote, "report report.invalid:1", AUDIENCE, ",\"sees\":[\"shop/*\"]");
        assertThat(decision.isAdmitted()).isFalse();
        assertThat(decision.refusal().status()).isEqualTo(401);
        assertThat(decision.refusal().reason()).contains("its claim sees is not known");
    }

    private Decision request(String remote, String issuer, String audience, String more) {
        String claims = Tokens.claims(issuer, audience, seconds(), seconds() + 60).replace(",\"jti\"",
                more + ",\"jti\"");
        return policy().decide(from(remote, "Bearer " + Tokens.signed(HS256, claims, SECRET)), PAYMENTS);
    }

    /** Two applications of one server may have the same namespace. */
    @Test
    void aTokenForAnotherApplicationOfTheSameServerIsRefused() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.ADVERTISE_HOST, "payments.example");
        set(ConfigKeys.SECURITY_NAMES, List.of("proxy.example"));
        for (String host : List.of("payments.example", "127.0.0.1", "localhost")) {
            assertThat(decide("127.0.0.1", tokenFor("payments " + host + ":80")).isAdmitted()).as(host).isTrue();
            assertThat(decide("127.0.0.1", tokenFor("payments " + host + ":80/other")).refusal().reason()).as(host)
                    .contains("another node");
        }
        assertThat(decide("127.0.0.1", tokenFor("payments proxy.example:80/public")).isAdmitted())
                .as("a proxy may change the path").isTrue();
    }

    /** A dialler of an address does not know the namespace there. */
    @ParameterizedTest
    @CsvSource({ "10.0.0.5:80, true", "payments.example:80, true", "proxy.example:80, true", "localhost:80, true",
            "10.0.0.5:81, false", "10.0.0.5:80/other, false", "10.0.0.6:80, false", "proxy.example:80/public, false",
            "proxy.example:81, false" })
    void aTokenForAnAddressAdmitsOnlyThatAddress(String address, boolean admitted) {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.ADVERTISE_HOST, "payments.example");
        set(ConfigKeys.SECURITY_NAMES, List.of("proxy.example"));
        assertThat(decide("127.0.0.1", tokenFor("* " + address)).isAdmitted()).isEqualTo(admitted);
    }

    /** It knows neither its port nor its path, so that the token may be for each program of the machine. */
    @Test
    void aTokenForAnAddressIsForNoRegistry() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        for (Self self : List.of(REGISTRY, new Self("payments", null),
                new Self("registry", InstanceKey.of("id.invalid", 80, "")))) {
            assertThat(policy().decide(from("127.0.0.1", tokenFor("* localhost:80")), ORDERS, self).refusal().status())
                    .isEqualTo(401);
        }
    }

    private String tokenFor(String audience) {
        return "Bearer " + Tokens.signed(HS256,
                Tokens.claims("orders 10.0.0.9:80", audience, seconds(), seconds() + 60), SECRET);
    }

    @Test
    void twoSecretsAdmitThoseWhoHaveOneOfThem() {
        MicroConfig both = config.with(ConfigKeys.SECURITY_SECRET, List.of("the new secret of all", SECRET));
        MicroConfig old = config.with(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        MicroConfig young = config.with(ConfigKeys.SECURITY_SECRET, List.of("the new secret of all"));
        for (MicroConfig here : List.of(both, old, young)) {
            for (MicroConfig there : List.of(both, old, young)) {
                String authorization = new TokenPolicy(there, timer).authorization(ORDERS,
                        new Self("orders", ORDERS.key()), KEY, "payments", true).orElseThrow();
                Decision decision = new TokenPolicy(here, timer).decide(from("10.0.0.9", authorization), ORDERS,
                        PAYMENTS);
                assertThat(decision.isAdmitted()).isEqualTo(here == there || here == both || there == both);
            }
        }
    }

    @Test
    void atMostTwoTokensArePresented() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        String token = Tokens.signed(HS256, Tokens.claims("orders 10.0.0.9:80", AUDIENCE, seconds(), seconds() + 60),
                SECRET);
        assertThat(decide("10.0.0.9", "Bearer a~" + token).isAdmitted()).isTrue();
        for (String presented : List.of("a~b~" + token, token + "~a~b", "a~" + token + "~~~")) {
            assertThat(decide("10.0.0.9", "Bearer " + presented).refusal().reason()).contains("more than 2 tokens");
        }
    }

    @ParameterizedTest
    @CsvSource({ "AUTO, 127.0.0.1, false, true", "AUTO, ::1, false, true", "AUTO, 127.0.0.1, true, false",
            "AUTO, 10.0.0.9, false, false", "AUTO, , false, false", "AUTO, localhost, false, false",
            "REQUIRED, 127.0.0.1, false, false", "REQUIRED, 10.0.0.9, false, false",
            "PERMISSIVE, 10.0.0.9, false, true", "OFF, 10.0.0.9, true, true", "OFF, , false, true" })
    void withoutAProofTheModeDecides(SecurityMode mode, String remote, boolean proxied, boolean admitted) {
        set(ConfigKeys.SECURITY_MODE, mode);
        ConnectRequest request = new ConnectRequest("/", null, remote, proxied, false, false, null, null, List.of());
        Decision decision = policy().decide(request, ORDERS, PAYMENTS);
        assertThat(decision.isAdmitted()).isEqualTo(admitted);
        if (admitted) {
            assertThat(decision.identity()).isEqualTo(PeerIdentity.UNPROVED.from(request));
        } else {
            assertThat(decision.refusal().status()).isEqualTo(401);
            assertThat(decision.refusal().reason()).contains("micro.security.secret");
        }
        assertThat(decision.refusal() != null).isEqualTo(!admitted || mode == SecurityMode.PERMISSIVE);
    }

    /** A node with the secret sends no token in plain text, so that only its own log tells whether it has one. */
    @ParameterizedTest
    @CsvSource({ "10.0.0.9, false, true, true", "10.0.0.9, true, true, false", "127.0.0.1, false, true, false",
            "10.0.0.9, false, false, false" })
    void aNodeThatHasDialledWithoutTlsMayHaveAToken(String remote, boolean secure, boolean node, boolean may) {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED);
        ConnectRequest request = new ConnectRequest("/", null, remote, false, secure, false, null, null, List.of());
        Decision decision = node ? policy().decide(request, ORDERS, PAYMENTS) : policy().decide(request, PAYMENTS);
        assertThat(decision.refusal().reason()).isEqualTo("no token (micro.security.secret"
                + (may ? "; without TLS a node sends none to another machine)" : ")"));
        assertThat(policy().refusalNow(PeerIdentity.UNPROVED.from("10.0.0.9")).orElseThrow().reason())
                .contains("; without TLS a node sends none");
    }

    @Test
    void permissiveAdmitsAndSaysWhatItWouldRefuse() {
        set(ConfigKeys.SECURITY_MODE, SecurityMode.PERMISSIVE);
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        Decision decision = decide("10.0.0.9", "Bearer x.y.z");
        assertThat(decision.identity()).isEqualTo(PeerIdentity.UNPROVED.from("10.0.0.9"));
        assertThat(decision.refusal().status()).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource(SecurityMode.class)
    void aNodeReachesItselfInEveryMode(SecurityMode mode) {
        set(ConfigKeys.SECURITY_MODE, mode);
        TokenPolicy policy = policy();
        String proof = policy.ownProof().orElseThrow();
        Announcement self = Announcement.parse("/10.0.0.5/80/payments", null);
        Decision decision = policy.decide(from("10.0.0.5", proof), self, PAYMENTS);
        assertThat(decision.isAdmitted()).isTrue();
        assertThat(decision.identity().namespaces()).isEqualTo(NamespaceGlobs.NONE);
        assertThat(decision.identity().node()).isFalse();
        Decision again = policy.decide(from("10.0.0.5", proof), self, PAYMENTS);
        assertThat(again.refusal() == null).isEqualTo(mode == SecurityMode.OFF);
    }

    @ParameterizedTest
    @CsvSource({ "4, true", "5, false" })
    void theProofOfANodeToItselfEndsAfterFiveSeconds(int seconds, boolean admitted) {
        TokenPolicy policy = policy();
        String proof = policy.ownProof().orElseThrow();
        timer.advance(Duration.ofSeconds(seconds));
        Decision decision = policy.decide(from("10.0.0.5", proof), Announcement.parse("/10.0.0.5/80/payments", null),
                PAYMENTS);
        assertThat(decision.isAdmitted()).isEqualTo(admitted);
        if (!admitted) {
            assertThat(decision.refusal().reason()).contains("self-check", "after more than 5 s",
                    "the node tries again", "micro.advertise.self-check");
        }
    }

    @Test
    void theProofOfANodeToItselfIsOfNoUseToOthers() {
        TokenPolicy policy = policy();
        String proof = policy.ownProof().orElseThrow();
        assertThat(policy.decide(from("10.0.0.9", proof), ORDERS, PAYMENTS).isAdmitted()).isFalse();
        assertThat(policy().decide(from("10.0.0.9", policy.ownProof().orElseThrow()),
                Announcement.parse("/10.0.0.5/80/payments", null), PAYMENTS).isAdmitted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "localhost:8427, true", "127.0.0.1:8427, true", "[::1]:8427, true", "registry.example:8427, true",
            "gate.example:9000, true", "other.example:8427, false", "registry.example.:8427, true",
            "hub.example:8427, true", "hub.example.:8427, true", "[2001:db8::5]:8427, true",
            "[2001:db8::6]:8427, false",
            "10.255.255.254:8427, false" })
    void aRegistryTakesTokensForItsNamesAndTheAddressesOfItsMachine(String dialled, boolean admitted) {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.SECURITY_NAMES, List.of("Registry.example", "gate.example", "hub.example.",
                "2001:DB8::5"));
        String token = Tokens.signed(HS256, Tokens.claims("orders 10.0.0.9:80", "registry " + dialled, seconds(),
                seconds() + 60), SECRET);
        assertThat(policy().decide(from("127.0.0.1", "Bearer " + token), ORDERS, REGISTRY).isAdmitted())
                .isEqualTo(admitted);
    }

    /** Each machine is localhost to itself, so that who is dialled there could present the token to another machine. */
    @ParameterizedTest
    @CsvSource({ "127.0.0.1, false, localhost, true", "::1, false, 127.0.0.1, true",
            "127.0.0.1, true, localhost, false", "10.255.255.254, false, localhost, false",
            "10.255.255.254, false, 127.0.0.1, false", "10.255.255.254, false, [::1], false",
            "10.255.255.254, true, 127.9.9.9, false", ", false, localhost, false" })
    void aTokenForLocalhostIsOfUseOnOneMachineOnly(String remote, boolean proxied, String dialled, boolean admitted) {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED);
        set(ConfigKeys.ADVERTISE_HOST, dialled);
        String token = Tokens.signed(HS256, Tokens.claims("orders 10.0.0.9:80", "registry " + dialled + ":8427",
                seconds(), seconds() + 60), SECRET);
        Decision decision = policy().decide(new ConnectRequest("/", null, remote, proxied, false, false,
                "Bearer " + token, null, List.of()), ORDERS, REGISTRY);
        assertThat(decision.isAdmitted()).isEqualTo(admitted);
        Decision renewed = policy().renew(token, PeerIdentity.UNPROVED.from(new ConnectRequest("/", null, remote,
                proxied, false, false, null, null, List.of())), ORDERS, REGISTRY);
        assertThat(renewed.isAdmitted()).isEqualTo(admitted);
    }

    @Test
    void aTokenForTheOwnLoopbackAddressOfANodeIsOfUseOnItsMachineOnly() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        Self local = new Self("payments", InstanceKey.of("127.0.0.1", 80, ""));
        String token = "Bearer " + Tokens.signed(HS256, Tokens.claims("orders 10.0.0.9:80", "payments 127.0.0.1:80",
                seconds(), seconds() + 60), SECRET);
        assertThat(policy().decide(from("10.255.255.254", token), ORDERS, local).isAdmitted()).isFalse();
        assertThat(policy().decide(from("127.0.0.1", token), ORDERS, local).isAdmitted()).isTrue();
        // a server that does not show the address
        assertThat(policy().decide(from(null, token), ORDERS, local).isAdmitted()).isTrue();
    }

    @Test
    void localhostCountsForOthersWhereItIsNamed() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.SECURITY_NAMES, List.of("localhost"));
        String token = Tokens.signed(HS256, Tokens.claims("orders 10.0.0.9:80", "registry localhost:8427",
                seconds(), seconds() + 60), SECRET);
        assertThat(policy().decide(from("172.17.255.254", "Bearer " + token), ORDERS, REGISTRY).isAdmitted()).isTrue();
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "HOSTNAME", matches = "[a-z].+")
    void theNameOfTheHostAloneMakesNoTargetLocal() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        String host = System.getenv("HOSTNAME");
        assertThatThrownBy(() -> dial(host, false)).hasMessageContaining("micro.security.allow-plain");
        String token = "Bearer " + Tokens.signed(HS256, Tokens.claims("orders 10.0.0.9:80",
                "registry " + host + ":8427", seconds(), seconds() + 60), SECRET);
        assertThat(policy().decide(from("10.255.255.254", token), ORDERS, REGISTRY).isAdmitted()).isFalse();
        assertThat(policy().decide(from("127.0.0.1", token), ORDERS, REGISTRY).isAdmitted()).isTrue();
        set(ConfigKeys.SECURITY_NAMES, List.of(host));
        assertThat(policy().decide(from("10.255.255.254", token), ORDERS, REGISTRY).isAdmitted()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = SecurityMode.class, names = { "AUTO", "REQUIRED" })
    void noTokenGoesWithoutTlsToAnotherMachine(SecurityMode mode) {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.SECURITY_MODE, mode);
        assertThatThrownBy(() -> dial("payments.example", false))
                .hasMessageContaining("micro.security.allow-plain").hasMessageContaining("wss");
        assertThat(dial("payments.example", true)).isPresent();
        assertThat(dial("127.0.0.1", false)).isPresent();
        set(ConfigKeys.SECURITY_ALLOW_PLAIN, true);
        assertThat(dial("payments.example", false)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(value = SecurityMode.class, names = { "PERMISSIVE", "OFF" })
    void whereNothingIsRefusedADialGoesOnWithoutAToken(SecurityMode mode) {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.SECURITY_MODE, mode);
        assertThat(dial("payments.example", false)).isEmpty();
    }

    @Test
    void withoutASecretNothingIsSent() {
        assertThat(dial("payments.example", false)).isEmpty();
        assertThat(policy().renews()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "short", "a secret of the mesh,short",
            "a secret of the mesh,another one of it,a third of it all" })
    void anInvalidSecretIsRefusedWithoutShowingIt(String secret) {
        assertThatThrownBy(() -> ConfigKeys.SECURITY_SECRET.parse(secret)).hasMessageContaining("micro.security.secret")
                .hasMessageContaining("16")
                .satisfies(e -> assertThat(e.toString()).doesNotContain(secret, "short", "mesh"));
        assertThatThrownBy(() -> MicroConfig.defaults().with(ConfigKeys.SECURITY_SECRET, List.of(secret.split(","))))
                .satisfies(e -> assertThat(e.toString()).doesNotContain(secret, "short", "mesh"));
    }

    @Test
    void aStartWarnsOfWeakSettings() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.SECURITY_ALLOW_PLAIN, true);
        set(ConfigKeys.SECURITY_MODE, SecurityMode.OFF);
        try (LogCapture log = new LogCapture("io.microcdi.security")) {
            policy().started("payments");
            assertThat(log.messages()).hasSize(2).anyMatch(line -> line.contains("micro.security.mode=off"))
                    .anyMatch(line -> line.contains("micro.security.allow-plain=true"))
                    .noneMatch(line -> line.contains(SECRET));
        }
    }

    /** A node without a token of its own may pass on those of users, and a registry takes passwords. */
    @ParameterizedTest
    @EnumSource(SecurityMode.class)
    void aStartSaysInEachModeThatPlainTextIsAllowed(SecurityMode mode) {
        set(ConfigKeys.SECURITY_ALLOW_PLAIN, true);
        set(ConfigKeys.SECURITY_MODE, mode);
        try (LogCapture log = new LogCapture("io.microcdi.security")) {
            policy().started("payments");
            assertThat(log.messages()).filteredOn(line -> line.contains("micro.security.allow-plain=true")).hasSize(1);
        }
    }

    /** It registers at a registry on its machine all the same, and would fail at its first call. */
    @ParameterizedTest
    @CsvSource({ "AUTO, 192.0.2.2, , , true", "AUTO, shop.example, , , true", "AUTO, 127.0.0.1, , , false",
            "AUTO, [::1], , , false", "AUTO, localhost, , , false", "OFF, 192.0.2.2, , , false",
            "PERMISSIVE, 192.0.2.2, , , false", "REQUIRED, 192.0.2.2, , , false",
            "AUTO, 192.0.2.2, micro.security.secret, a secret of the mesh, false",
            "AUTO, 192.0.2.2, micro.security.certificates, true, true",
            "AUTO, 192.0.2.2, micro.security.principals, true, true",
            "AUTO, 192.0.2.2, micro.tls.key-store, /etc/pki/payments.p12, false" })
    void aStartWarnsOfCallsThatFailForWantOfAProof(SecurityMode mode, String host, String key, String value,
            boolean warned) {
        MicroConfig settings = MicroConfig
                .read(name -> Optional.ofNullable(name.equals(key) ? value : null), ConfigKeys.ALL)
                .with(ConfigKeys.SECURITY_MODE, mode);
        try (LogCapture log = new LogCapture("io.microcdi.security")) {
            new TokenPolicy(settings, timer).announced("payments", InstanceKey.of(host, 9103, ""));
            if (warned) {
                assertThat(log.messages()).singleElement().asString()
                        .startsWith("MICRO001809: payments announces " + host
                                + ":9103")
                        .contains("micro.security.secret", "401", "micro.advertise.host=127.0.0.1");
            } else {
                assertThat(log.messages()).isEmpty();
            }
        }
    }

    @Test
    void aNodeWhoseContextMayHaveACertificateDoesNotWarn() {
        MicroConfig settings = MicroConfig.defaults().with(ConfigKeys.SECURITY_MODE, SecurityMode.AUTO);
        try (LogCapture log = new LogCapture("io.microcdi.security")) {
            new TokenPolicy(settings, timer, true).announced("payments", InstanceKey.of("192.0.2.2", 9103, ""));
            assertThat(log.messages()).isEmpty();
        }
    }

    /** A name with a dot at its end is the same name. */
    @ParameterizedTest
    @ValueSource(strings = { "localhost", "localhost." })
    void aTokenForLocalhostIsNoneForAnotherMachine(String dialled) {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.ADVERTISE_HOST, "localhost");
        Self self = new Self("payments", InstanceKey.of("localhost", 8080, ""));
        String token = Tokens.signed(HS256,
                Tokens.claims("orders 10.0.0.9:80", "payments " + dialled + ":8080", seconds(),
                        seconds() + 60),
                SECRET);
        ConnectRequest request = new ConnectRequest("/x", null, "10.0.0.9", false, false, false, "Bearer " + token,
                null,
                List.of());
        assertThat(policy().decide(request, Announcement.parse("/10.0.0.9/80/orders", null), self).isAdmitted())
                .isFalse();
    }

    @Test
    void theClocksMayDifferByTheConfiguredTime() {
        set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        set(ConfigKeys.SECURITY_CLOCK_SKEW, Duration.ofMinutes(5));
        String late = Tokens.signed(HS256, Tokens.claims("orders 10.0.0.9:80", AUDIENCE, seconds() - 350,
                seconds() - 290), SECRET);
        assertThat(decide("10.0.0.9", "bearer " + late).isAdmitted()).isTrue();
    }

    private Optional<String> dial(String host, boolean secure) {
        return policy().authorization(ORDERS, new Self("orders", ORDERS.key()), InstanceKey.of(host, 80, ""),
                "payments",
                secure);
    }

    private Decision decide(String remote, String authorization) {
        return policy().decide(from(remote, authorization), ORDERS, PAYMENTS);
    }

    private TokenPolicy policy() {
        return new TokenPolicy(config, timer);
    }

    private <T> void set(ConfigKey<T> key, T value) {
        config = config.with(key, value);
    }

    private long seconds() {
        return timer.now().getEpochSecond();
    }

    private static ConnectRequest from(String remote, String authorization) {
        return new ConnectRequest("/", null, remote, false, false, false, authorization, null, List.of());
    }
}
