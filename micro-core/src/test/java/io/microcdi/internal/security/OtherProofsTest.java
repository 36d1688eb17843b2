package io.microcdi.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.security.ConnectPolicy.Decision;
import io.microcdi.internal.security.ConnectPolicy.Self;
import io.microcdi.testing.TestTimer;

/** The proofs other than tokens of the secret: certificates, users of the container, tokens of an issuer. */
class OtherProofsTest {

    private static final Self PAYMENTS = new Self("payments", InstanceKey.of("10.0.0.5", 80, ""));
    private static final String TOKEN = "aGVhZA.Ym9keQ.c2lnbg";

    private final TestTimer timer = new TestTimer();
    private MicroConfig config = MicroConfig.defaults().with(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED);

    @TempDir
    private Path directory;

    @Test
    void aCertificateProvesItsNames() throws Exception {
        config = config.with(ConfigKeys.SECURITY_CERTIFICATES, true);
        X509Certificate certificate = certificate("CN=shop-*", "-ext", "san=dns:orders,ip:10.0.0.9");
        for (String namespace : List.of("orders", "shop-eu")) {
            Decision decision = decide(certificate, namespace);
            assertThat(decision.isAdmitted()).as(namespace).isTrue();
            assertThat(decision.identity().namespaces().contains("orders")).isTrue();
            assertThat(decision.identity().namespaces().contains("billing")).isFalse();
            assertThat(decision.identity().ends()).isEqualTo(certificate.getNotAfter().getTime());
        }
        assertThat(decide(certificate, "billing").refusal().status()).isEqualTo(403);
        assertThat(decide(certificate, "billing").refusal().reason())
                .isEqualTo(
                        "the certificate is that of another namespace (micro.security.certificates): it is for shop-*,"
                                + " orders");
        assertThat(decide(certificate, "10.0.0.9").refusal().status()).isEqualTo(403);
    }

    @Test
    void aCertificateCountsWhileItIsValid() throws Exception {
        config = config.with(ConfigKeys.SECURITY_CERTIFICATES, true);
        X509Certificate certificate = certificate("CN=orders");
        Decision early = new TokenPolicy(config, at(certificate.getNotBefore().toInstant().minusSeconds(1)))
                .decide(with(null, null, List.of(certificate)), announced("orders"), PAYMENTS);
        Decision late = new TokenPolicy(config, at(certificate.getNotAfter().toInstant()))
                .decide(with(null, null, List.of(certificate)), announced("orders"), PAYMENTS);
        assertThat(List.of(early, late)).allSatisfy(decision -> assertThat(decision.refusal().status()).isEqualTo(401));
    }

    @Test
    void withoutItsKeyACertificateProvesNothing() throws Exception {
        assertThat(decide(certificate("CN=orders"), "orders").refusal().status()).isEqualTo(401);
    }

    /** Behind a proxy that has a certificate of its own, each request comes with that one. */
    @Test
    void theCertificateOfAProxyProvesNothingOfThoseWhoComeThroughIt() throws Exception {
        X509Certificate gate = certificate("CN=gate", "-ext", "san=dns:gate.example");
        config = config.with(ConfigKeys.SECURITY_CERTIFICATES, true);
        TokenPolicy policy = new TokenPolicy(config, at(gate.getNotBefore().toInstant().plusSeconds(60)));
        ConnectRequest through = new ConnectRequest("/", null, "10.0.0.9", true, true, false, null, null,
                List.of(gate));
        assertThat(policy.decide(through, announced("gate"), PAYMENTS).refusal().status()).isEqualTo(401);
        assertThat(policy.decide(through, PAYMENTS).refusal().status()).isEqualTo(401);
        assertThat(new AnnounceRules(config, true).refusal(through,
                Announcement.parse("/gate.example/80/orders", null), PeerIdentity.UNPROVED)).isPresent();
    }

    /** A user of the application is not a node, although the container authenticates both. */
    @Test
    void aUserWithoutTheRoleOfNodesProvesNothing() {
        config = config.with(ConfigKeys.SECURITY_PRINCIPALS, true).with(ConfigKeys.SECURITY_PRINCIPALS_ROLE, "node");
        for (String role : List.of("node", "customer")) {
            ConnectRequest request = new ConnectRequest("/", null, "10.0.0.9", false, true, false, null,
                    () -> "orders", role::equals, List.of());
            Decision decision = new TokenPolicy(config, timer).decide(request.withPath("/x"), announced("orders"),
                    PAYMENTS);
            assertThat(decision.isAdmitted()).as(role).isEqualTo(role.equals("node"));
            assertThat(role.equals("node") || decision.refusal().status() == 403
                    && decision.refusal().reason().contains("micro.security.principals-role")).isTrue();
        }
    }

    /** The role alone does not make nodes of the users of the container. */
    @Test
    void aRoleThatNobodyIsAskedForIsRefused() {
        MicroConfig roleOnly = config.with(ConfigKeys.SECURITY_PRINCIPALS_ROLE, "node");
        assertThatThrownBy(() -> TokenPolicy.check(roleOnly)).isInstanceOf(ConfigException.class)
                .hasMessageContaining("micro.security.principals-role=node")
                .hasMessageContaining("micro.security.principals=true");
    }

    @Test
    void aUserOfTheContainerProvesTheNamespaceOfItsName() {
        config = config.with(ConfigKeys.SECURITY_PRINCIPALS, true);
        Decision decision = decide("orders", null, () -> "orders");
        assertThat(decision.identity().namespaces()).isEqualTo(NamespaceGlobs.of(List.of("orders")));
        assertThat(decision.identity().ends()).isEqualTo(Long.MAX_VALUE);
    }

    /** The address is that of the proxy, which may be on this machine. */
    @Test
    void aUserOfTheContainerBehindAProxyIsOnAnotherMachine() {
        config = config.with(ConfigKeys.SECURITY_PRINCIPALS, true);
        ConnectRequest request = new ConnectRequest("/", null, "127.0.0.1", true, true, false, null, () -> "orders",
                List.of());
        Decision decision = new TokenPolicy(config, timer).decide(request, announced("orders"), PAYMENTS);
        assertThat(decision.identity().proxied()).isTrue();
        assertThat(decision.identity().address()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "payments", "*", "", "orders\n" })
    void noOtherUserDoes(String name) {
        config = config.with(ConfigKeys.SECURITY_PRINCIPALS, true);
        assertThat(decide("orders", null, () -> name).refusal().status()).isEqualTo(403);
        assertThat(decide("orders", null, null).refusal().status()).isEqualTo(401);
    }

    /** The header is the one by which the container has authenticated the user, and no token of the secret. */
    @ParameterizedTest
    @ValueSource(strings = { "Bearer " + TOKEN, "Basic b3JkZXJzOng=" })
    void aSecretShutsOutNoUserOfTheContainer(String authorization) {
        config = config.with(ConfigKeys.SECURITY_PRINCIPALS, true).with(ConfigKeys.SECURITY_SECRET,
                List.of("a secret of the mesh"));
        assertThat(decide("orders", authorization, () -> "orders").isAdmitted()).isTrue();
        assertThat(decide("billing", authorization, () -> "orders").refusal().status()).isEqualTo(403);
        assertThat(decide("orders", authorization, null).refusal().status()).isEqualTo(401);
    }

    @Test
    void theTokenOfAnIssuerIsPresentedAndReadAgain() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        config = config.with(ConfigKeys.SECURITY_TOKEN_FILE, file.toString());
        TokenPolicy policy = new TokenPolicy(config, timer);
        assertThat(present(policy, true)).isEqualTo("Bearer " + TOKEN);
        assertThat(policy.renews()).as("pushes tokens on open links").isFalse();
        Files.writeString(file, "bmV3.bmV3.bmV3LW5ldw");
        timer.advance(Duration.ofSeconds(1));
        assertThat(present(policy, true)).isEqualTo("Bearer bmV3.bmV3.bmV3LW5ldw");
        Files.writeString(file, "half");
        timer.advance(Duration.ofSeconds(1));
        assertThat(present(policy, true)).as("the last valid one").isEqualTo("Bearer bmV3.bmV3.bmV3LW5ldw");
        assertThatThrownBy(() -> present(policy, false)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("micro.security.allow-plain").hasMessageNotContaining("bmV3");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "one", "a.b", "a.b.c\nd.e.f", "a.b.c d", "a.b.\u202e" })
    void aFileWithoutATokenIsRefused(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), text);
        assertThatThrownBy(() -> new TokenPolicy(config.with(ConfigKeys.SECURITY_TOKEN_FILE, file.toString()), timer))
                .isInstanceOf(ConfigException.class).hasMessageContaining("micro.security.token-file")
                .hasMessageContaining("JSON Web Token");
    }

    @Test
    void aNodePresentsOneKindOfToken() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), TOKEN);
        MicroConfig both = config.with(ConfigKeys.SECURITY_TOKEN_FILE, file.toString())
                .with(ConfigKeys.SECURITY_SECRET, List.of("a secret of the mesh"));
        assertThatThrownBy(() -> new TokenPolicy(both, timer)).isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("micro.security.token-file", "micro.security.secret")
                .hasMessageNotContaining("a secret");
    }

    private String present(TokenPolicy policy, boolean secure) {
        return policy.authorization(announced("orders"), new Self("orders", announced("orders").key()), PAYMENTS.key(),
                "payments", secure).orElseThrow();
    }

    /** A server may ask for certificates for other reasons, and take those of other authorities. */
    @Test
    void theNamesOfACertificateMayBeAnnouncedWhereCertificatesAreProofs() throws Exception {
        ConnectRequest request = with(null, null,
                List.of(certificate("CN=orders", "-ext", "san=dns:orders.example,ip:10.7.0.1")));
        for (String host : List.of("orders.example", "10.7.0.1")) {
            Announcement announced = Announcement.parse("/" + host + "/80/orders", null);
            assertThat(new AnnounceRules(config, true).refusal(request, announced, PeerIdentity.UNPROVED)).isPresent();
            assertThat(new AnnounceRules(config.with(ConfigKeys.SECURITY_CERTIFICATES, true), true).refusal(request,
                    announced, PeerIdentity.UNPROVED)).isEmpty();
        }
    }

    private Decision decide(X509Certificate certificate, String namespace) {
        return new TokenPolicy(config, at(certificate.getNotBefore().toInstant().plusSeconds(60)))
                .decide(with(null, null, List.of(certificate)), announced(namespace), PAYMENTS);
    }

    private Decision decide(String namespace, String authorization, Principal user) {
        return new TokenPolicy(config, timer).decide(with(authorization, user, List.of()), announced(namespace),
                PAYMENTS);
    }

    private static TestTimer at(Instant time) {
        TestTimer timer = new TestTimer();
        timer.advance(Duration.between(timer.now(), time));
        return timer;
    }

    private static ConnectRequest with(String authorization, Principal user, List<X509Certificate> certificates) {
        return new ConnectRequest("/", null, "10.0.0.9", false, true, false, authorization, user, certificates);
    }

    private static Announcement announced(String namespace) {
        return Announcement.parse("/10.0.0.9/80/" + namespace, null);
    }

    private X509Certificate certificate(String subject, String... options) throws Exception {
        Path file = directory.resolve("own.p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "own",
                "-dname", subject, "-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12", "-keystore",
                file.toString(), "-storepass", "changeit"));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        return (X509Certificate) store.getCertificate("own");
    }
}
