package io.microcdi.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.TaskPool;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.testing.Jwts;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

import com.sun.net.httpserver.HttpServer;

/** Which tokens of users are valid: those that a known key has signed, for this issuer, this audience and this time. */
class UserTokensTest {

    private static final KeyPair RSA = Jwts.rsa(2_048);
    private static final KeyPair OTHER = Jwts.rsa(2_048);
    private static final KeyPair CURVE = Jwts.curve("secp256r1");
    private static final String RS256 = "{\"alg\":\"RS256\"}";

    private final TestTimer timer = new TestTimer();
    private final Map<String, String> settings = new HashMap<>();

    private long inSeconds(long seconds) {
        return timer.now().getEpochSecond() + seconds;
    }

    private MicroConfig config() {
        return MicroConfig.read(key -> Optional.ofNullable(settings.get(key)), ConfigKeys.ALL);
    }

    private UserTokens tokens(String key) {
        settings.put("mp.jwt.verify.publickey", key);
        return new UserTokens(config(), timer, null);
    }

    private UserTokens tokens() {
        return tokens(Jwts.pem(RSA));
    }

    private String signed(String claims) {
        return Jwts.sign(RSA.getPrivate(), RS256, claims);
    }

    private static void refused(UserTokens tokens, String token, String reason) {
        assertThatThrownBy(() -> tokens.verify(token, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aKeyOfASetThatCannotBeUsedIsLeftOut() {
        String token = Jwts.token(RSA, "ann", inSeconds(60));
        for (String bad : List.of(jwk("x", Jwts.rsa(1_024), ""), "{\"kty\":\"RSA\",\"kid\":\"x\",\"e\":\"AQAB\"}",
                "{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"***\",\"e\":\"AQAB\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}", "{\"kty\":7}", "7", "null",
                "{\"kty\":\"RSA\",\"kty\":\"RSA\"}")) {
            assertThat(tokens("{\"keys\":[" + bad + "," + jwk("a", RSA, "") + "]}").verify(token, 0)).as(bad)
                    .isNotNull();
            assertThat(tokens("{\"keys\":[" + jwk("a", RSA, "") + "," + bad + "]}").verify(token, 0)).as(bad)
                    .isNotNull();
        }
        assertThatThrownBy(() -> tokens("{\"keys\":[" + jwk("x", Jwts.rsa(1_024), "") + "]}"))
                .isInstanceOf(ConfigException.class).hasMessageContaining("2048 bits");
    }

    /** Found by the fuzzer: the JDK throws something else for it than for other points that are on no curve. */
    @Test
    void aPointThatIsLongerThanItsCurveIsRefused() {
        String longer = "A".repeat(100);
        assertThatThrownBy(() -> VerificationKey
                .parse("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"B" + longer + "A\"}"))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("the key cannot be read");
    }

    @Test
    void aKeyForAnotherPurposeOrAlgorithmVerifiesNothing() {
        String token = Jwts.token(RSA, "ann", inSeconds(60));
        for (String more : List.of(",\"use\":\"enc\"", ",\"alg\":\"RS512\"", ",\"alg\":\"RSA-OAEP\"",
                ",\"alg\":\"ES256\"",
                ",\"key_ops\":[\"encrypt\",\"wrapKey\"]", ",\"key_ops\":[]", ",\"alg\":7")) {
            assertThatThrownBy(() -> tokens(jwk("a", RSA, more))).as(more).isInstanceOf(ConfigException.class);
            refused(tokens("{\"keys\":[" + jwk("a", RSA, more) + "," + jwk("b", OTHER, "") + "]}"), token, "signature");
        }
        for (String more : List.of(",\"alg\":\"RS256\",\"use\":\"sig\"", ",\"key_ops\":[\"verify\"]")) {
            assertThat(tokens(jwk("a", RSA, more)).verify(token, 0)).as(more).isNotNull();
        }
    }

    @Test
    void aValidTokenTellsNameAndRoles() {
        User user = tokens().verify(Jwts.token(RSA, "ann", inSeconds(60), "admin", "clerk"), 0);
        assertThat(user.getName()).isEqualTo("ann");
        assertThat(user.roles()).containsExactlyInAnyOrder("admin", "clerk");
        assertThat(user.hasRole("**")).isTrue();
        assertThat(user.hasRole("owner")).isFalse();
        assertThat(tokens(Jwts.pem(CURVE)).verify(Jwts.token(CURVE, "bob", inSeconds(60)), 0).roles()).isEmpty();
    }

    @Test
    void theNameIsUpnThenPreferredUsernameThenSubject() {
        UserTokens tokens = tokens();
        String end = ",\"exp\":" + inSeconds(60) + "}";
        assertThat(tokens.verify(signed("{\"sub\":\"3\",\"preferred_username\":\"2\",\"upn\":\"1\"" + end), 0).name())
                .isEqualTo("1");
        assertThat(tokens.verify(signed("{\"sub\":\"3\",\"preferred_username\":\"2\"" + end), 0).name()).isEqualTo("2");
        assertThat(tokens.verify(signed("{\"sub\":\"3\"" + end), 0).name()).isEqualTo("3");
        refused(tokens, signed("{\"sub\":\" \"" + end), "names no user");
        refused(tokens, signed("{\"upn\":7" + end), "names no user");
    }

    @Test
    void aTokenWithoutAValidSignatureIsRefused() {
        UserTokens tokens = tokens();
        String claims = Jwts.claims("ann", inSeconds(60), "admin");
        refused(tokens, Jwts.part("{\"alg\":\"none\"}") + "." + Jwts.part(claims) + ".", "base64url");
        refused(tokens, Jwts.part("{\"alg\":\"none\"}") + "." + Jwts.part(claims) + ".AAAA", "algorithm");
        refused(tokens, Jwts.part("{\"alg\":\"HS256\"}") + "." + Jwts.part(claims) + ".AAAA", "algorithm");
        refused(tokens, Jwts.part("{}") + "." + Jwts.part(claims) + ".AAAA", "missing");
        refused(tokens, Jwts.sign(OTHER.getPrivate(), RS256, claims), "signature");
        refused(tokens, Jwts.sign(CURVE.getPrivate(), "{\"alg\":\"ES256\"}", claims), "signature");
        refused(tokens, Jwts.sign(RSA.getPrivate(), "{\"alg\":\"ES256\"}", claims), "signature");
        refused(tokens, Jwts.sign(RSA.getPrivate(), "{\"alg\":\"RS256\",\"crit\":[\"b64\"]}", claims), "critical");
        String token = signed(claims);
        String[] parts = token.split("\\.");
        refused(tokens, parts[0] + "." + Jwts.part(Jwts.claims("eve", inSeconds(60), "admin")) + "." + parts[2],
                "signature");
        refused(tokens, parts[0] + "." + parts[1], "no signed JSON Web Token");
        refused(tokens, token + "A".repeat(8_000), "no signed JSON Web Token");
        refused(tokens, token + "=", "base64url");
        refused(tokens, "e30.e30.é", "base64url");
        refused(tokens, token + "\n", "base64url");
        refused(tokens, parts[0] + "." + parts[1].substring(0, 8) + "\r\n" + parts[1].substring(8) + "." + parts[2],
                "base64url");
        // the last character has bits that no byte has, so that 16 texts would be this token
        char last = token.charAt(token.length() - 1);
        assertThat(last).isIn('A', 'Q', 'g', 'w');
        refused(tokens, token.substring(0, token.length() - 1) + (char) (last + 1), "base64url");
    }

    @Test
    void aSignatureOfZerosIsRefusedForACurve() {
        String token = Jwts.part("{\"alg\":\"ES256\"}") + "." + Jwts.part(Jwts.claims("ann", inSeconds(60))) + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
        refused(tokens(Jwts.pem(CURVE)), token, "signature");
    }

    @Test
    void aTokenIsValidInItsTimeOnlyGiveOrTakeTheSkew() {
        UserTokens tokens = tokens();
        refused(tokens, Jwts.token(RSA, "ann", inSeconds(-60)), "expired");
        assertThat(tokens.verify(Jwts.token(RSA, "ann", inSeconds(-59)), 0)).isNotNull();
        refused(tokens, signed("{\"upn\":\"ann\"}"), "no end");
        refused(tokens, signed("{\"upn\":\"ann\",\"exp\":1e999999999}"), "exponent");
        refused(tokens, signed("{\"upn\":\"ann\",\"exp\":1e99}"), "no time");
        refused(tokens, signed("{\"upn\":\"ann\",\"exp\":\"9\"}"), "no time");
        refused(tokens, signed("{\"upn\":\"ann\",\"nbf\":" + inSeconds(61) + ",\"exp\":" + inSeconds(99) + "}"),
                "not valid yet");
    }

    @Test
    void aVerifiedTokenIsRememberedUntilItEnds() {
        UserTokens tokens = tokens();
        String token = Jwts.token(RSA, "ann", inSeconds(100));
        User first = tokens.verify(token, 0);
        assertThat(tokens.verify(token, 0)).isSameAs(first);
        timer.advance(Duration.ofSeconds(160));
        refused(tokens, token, "expired");
    }

    @Test
    void issuerAndAudienceMustFitWhereTheyAreConfigured() {
        String token = Jwts.token(RSA, "ann", inSeconds(60));
        settings.put("mp.jwt.verify.issuer", "https://issuer.example");
        settings.put("mp.jwt.verify.audiences", "bank, shop");
        assertThat(tokens().verify(token, 0)).isNotNull();
        refused(tokens(), signed("{\"upn\":\"ann\",\"exp\":" + inSeconds(60) + "}"), "issuer");
        settings.put("mp.jwt.verify.audiences", "bank");
        refused(tokens(), token, "not for one of");
        settings.put("mp.jwt.verify.issuer", "https://issuer.example/");
        refused(tokens(), token, "issuer");
    }

    @Test
    void malformedClaimsAreRefused() {
        UserTokens tokens = tokens();
        String end = ",\"exp\":" + inSeconds(60) + "}";
        refused(tokens, signed("{\"upn\":\"ann\",\"upn\":\"eve\"" + end), "twice");
        refused(tokens, signed("{\"upn\":\"ann\",\"groups\":{}" + end), "array of texts");
        refused(tokens, signed("{\"upn\":\"ann\",\"groups\":[1]" + end), "array of texts");
        refused(tokens, signed("[]"), "no JSON Web Token");
        refused(tokens, signed("{\"upn\":\"ann\"" + end + "x"), "no JSON Web Token");
        refused(tokens, signed("{\"upn\":\"ann\",\"x\":" + "[".repeat(20) + "]".repeat(20) + end), "nest");
    }

    @Test
    void noReasonContainsTheToken() {
        String token = Jwts.token(OTHER, "ann", inSeconds(60));
        assertThatThrownBy(() -> tokens().verify(token, 0)).message().doesNotContain(token.substring(0, 20));
        assertThat(SignedToken.parse(token)).hasToString("SignedToken");
        assertThat(new User("ann", Set.of(), 1).toString()).doesNotContain(token);
    }

    private static String jwk(String id, KeyPair keys, String more) {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return "{\"kty\":\"RSA\",\"kid\":\"" + id + "\"" + more + ",\"n\":\""
                + base64.encodeToString(key.getModulus().toByteArray()) + "\",\"e\":\""
                + base64.encodeToString(key.getPublicExponent().toByteArray()) + "\"}";
    }

    @Test
    void theKeyMayBeAJsonWebKeyOrASetOfThem() {
        String token = Jwts.token(RSA, "ann", inSeconds(60));
        String named = Jwts.sign(RSA.getPrivate(), "{\"alg\":\"RS256\",\"kid\":\"a\"}",
                Jwts.claims("ann", inSeconds(60)));
        String set = "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}," + jwk("x", OTHER, ",\"use\":\"enc\"") + ","
                + jwk("b", OTHER, "") + "," + jwk("a", RSA, ",\"use\":\"sig\"") + "]}";
        assertThat(tokens(jwk("a", RSA, "")).verify(token, 0)).isNotNull();
        assertThat(tokens(set).verify(token, 0)).isNotNull();
        assertThat(tokens(set).verify(named, 0)).isNotNull();
        assertThat(tokens(Base64.getUrlEncoder().encodeToString(set.getBytes(StandardCharsets.UTF_8)))
                .verify(token, 0)).isNotNull();
        refused(tokens(set), Jwts.sign(RSA.getPrivate(), "{\"alg\":\"RS256\",\"kid\":\"b\"}",
                Jwts.claims("ann", inSeconds(60))), "signature");
    }

    @Test
    void aKeyThatCannotBeUsedFailsTheStart() {
        assertThatThrownBy(() -> tokens("no key")).isInstanceOf(ConfigException.class)
                .hasMessageContaining("mp.jwt.verify.publickey");
        assertThatThrownBy(() -> tokens(Jwts.pem(Jwts.rsa(1_024)))).isInstanceOf(ConfigException.class)
                .hasMessageContaining("2048 bits");
        assertThatThrownBy(() -> tokens(Jwts.pem(Jwts.curve("secp384r1")))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> tokens("{\"keys\":[]}")).isInstanceOf(ConfigException.class);
        settings.put("micro.security.user", "jwt");
        settings.remove("mp.jwt.verify.publickey");
        assertThatThrownBy(() -> UserPolicy.check(config())).isInstanceOf(ConfigException.class)
                .hasMessageContaining("mp.jwt.verify.publickey.location");
        settings.put("mp.jwt.verify.publickey.location", "http://10.0.0.5/keys");
        assertThatThrownBy(() -> UserPolicy.check(config())).isInstanceOf(ConfigException.class)
                .hasMessageContaining("https");
    }

    /** The check fetches nothing, and a file is read. */
    @Test
    void theCheckTakesEachPlaceOfAKey(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("key.pem"), Jwts.pem(RSA));
        settings.put("micro.security.user", "jwt");
        settings.remove("mp.jwt.verify.publickey");
        for (String location : List.of(file.toString(), file.toUri().toString(), "https://issuer.invalid/keys")) {
            settings.put("mp.jwt.verify.publickey.location", location);
            assertThatCode(() -> UserPolicy.check(config())).as(location).doesNotThrowAnyException();
        }
        Files.writeString(file, "half of a key");
        settings.put("mp.jwt.verify.publickey.location", file.toString());
        assertThatThrownBy(() -> UserPolicy.check(config())).isInstanceOf(ConfigException.class)
                .hasMessageContaining("mp.jwt.verify.publickey.location=" + file);
    }

    /** Somebody may take the wrong one of two files. */
    @Test
    void aKeyThatIsSecretIsNotShown() {
        String secret = Base64.getMimeEncoder().encodeToString(RSA.getPrivate().getEncoded());
        assertThatThrownBy(() -> tokens("-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----"))
                .isInstanceOf(ConfigException.class).hasMessageStartingWith("mp.jwt.verify.publickey=(not shown): ")
                .hasMessageNotContaining(secret.substring(0, 20));
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://caller:pa55word@10.0.0.5/keys", "https://caller:pa55 word@issuer.example/keys" })
    void aPasswordInTheAddressOfTheKeysIsNotShown(String location) {
        settings.put("micro.security.user", "jwt");
        settings.remove("mp.jwt.verify.publickey");
        settings.put("mp.jwt.verify.publickey.location", location);
        assertThatThrownBy(() -> UserPolicy.check(config())).isInstanceOf(ConfigException.class)
                .hasMessageContaining("(not shown)@").hasMessageNotContaining("pa55");
    }

    @Test
    void aFileIsReadAgainWhenItChangesAndItsOldKeyIsNotValidAnyMore(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("key.pem");
        Files.writeString(file, Jwts.pem(RSA));
        settings.put("mp.jwt.verify.publickey.location", file.toString());
        UserTokens tokens = new UserTokens(config(), timer, null);
        String token = Jwts.token(RSA, "ann", inSeconds(60));
        assertThat(tokens.verify(token, 0)).isNotNull();
        Files.writeString(file, Jwts.pem(OTHER));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        timer.advance(Duration.ofSeconds(2));
        refused(tokens, token, "signature");
        Files.writeString(file, "half of a key");
        Files.setLastModifiedTime(file, FileTime.fromMillis(2_000_000));
        timer.advance(Duration.ofSeconds(2));
        assertThat(tokens.verify(Jwts.token(OTHER, "ann", inSeconds(60)), 0)).isNotNull();
    }

    /** A reader may find half of the file that another process writes. */
    @Test
    void aFileIsReadAgainASecondAfterItWasInvalid(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("key.pem"), Jwts.pem(RSA));
        settings.put("mp.jwt.verify.publickey.location", file.toString());
        UserTokens tokens = new UserTokens(config(), timer, null);
        String token = Jwts.token(OTHER, "ann", inSeconds(60));
        try (LogCapture log = new LogCapture("io.microcdi.security")) {
            for (int i = 1; i <= 3; i++) {
                Files.writeString(file, "half of a key".substring(i));
                timer.advance(Duration.ofSeconds(1));
                refused(tokens, token, "signature");
            }
            // a fetch of another test, whose server has ended, may fail meanwhile
            assertThat(log.messages()).filteredOn(line -> line.contains(file.toString())).singleElement().asString()
                    .contains("cannot be read now");
        }
        Files.writeString(file, "\uFEFF" + Jwts.pem(OTHER));
        timer.advance(Duration.ofSeconds(1));
        assertThat(tokens.verify(token, 0)).isNotNull();
    }

    /** As on a network drive whose server is gone. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFileSystemThatHangsHoldsOneRequestOnly(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("key.pem"), Jwts.pem(RSA));
        settings.put("mp.jwt.verify.publickey.location", file.toString());
        UserTokens tokens = new UserTokens(config(), timer, null);
        String token = Jwts.token(RSA, "ann", inSeconds(60));
        String unknown = Jwts.token(OTHER, "ann", inSeconds(60));
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
        timer.advance(Duration.ofSeconds(1));
        CompletableFuture<User> first = new CompletableFuture<>();
        Thread reader = new Thread(() -> first.complete(tokens.verify(token, 0)));
        reader.setDaemon(true);
        reader.start();
        // a pipe opens as soon as it has a reader, which then waits for the key
        try (OutputStream pipe = Files.newOutputStream(file)) {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                assertThat(tokens.verify(token, 0)).isNotNull();
                refused(tokens, unknown, "signature");
                timer.advance(Duration.ofSeconds(5));
                assertThat(tokens.verify(token, 0)).isNotNull();
            });
            pipe.write(Jwts.pem(RSA).getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(first.get(10, TimeUnit.SECONDS)).isNotNull();
    }

    /** A copy may keep the time of its original. */
    @Test
    void aFileIsAlsoReadAgainWhenAnotherOneOfTheSameTimeReplacesIt(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("key.pem"), Jwts.pem(RSA));
        Path next = Files.writeString(directory.resolve("next.pem"), Jwts.pem(OTHER));
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        settings.put("mp.jwt.verify.publickey.location", file.toString());
        UserTokens tokens = new UserTokens(config(), timer, null);
        String token = Jwts.token(RSA, "ann", inSeconds(60));
        assertThat(tokens.verify(token, 0)).isNotNull();
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        timer.advance(Duration.ofSeconds(2));
        refused(tokens, token, "signature");
    }

    @Test
    void anAddressIsFetchedAtTheStartAndAgainForAnUnknownKey() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger fetches = new AtomicInteger();
        server.createContext("/keys", exchange -> {
            byte[] body = jwk("a", fetches.incrementAndGet() == 1 ? OTHER : RSA, "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            settings.put("mp.jwt.verify.publickey.location",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
            UserTokens tokens = new UserTokens(config(), timer, threads);
            long patience = TimeUnit.SECONDS.toNanos(20);
            await(() -> tokens.verify(Jwts.token(OTHER, "ann", inSeconds(60)), patience));
            String token = Jwts.token(RSA, "ann", inSeconds(600));
            assertThatThrownBy(() -> tokens.verify(token, patience)).hasMessageContaining("signature");
            assertThat(fetches).as("not twice within half a minute").hasValue(1);
            timer.advance(Duration.ofSeconds(31));
            await(() -> tokens.verify(token, patience));
            assertThat(fetches).hasValue(2);
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    /** The threads are those that dial: each fetch would take one of them for ever. */
    @Test
    void anIssuerThatStopsInTheMiddleOfItsAnswerHoldsNoThread() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        server.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            begun.countDown();
            await(end);
            exchange.close();
        });
        server.start();
        try {
            settings.put("mp.jwt.verify.publickey.location",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
            UserTokens tokens = new UserTokens(config(), timer, thread);
            begun.await();
            assertThatThrownBy(() -> tokens.verify(Jwts.token(RSA, "ann", inSeconds(60)), TimeUnit.SECONDS.toNanos(1)))
                    .isNotNull();
            assertThat(thread.submit(() -> "free").get(30, TimeUnit.SECONDS)).isEqualTo("free");
        } finally {
            end.countDown();
            server.stop(0);
            thread.shutdownNow();
        }
    }

    @Test
    void anIssuerWhoseAnswerHasNoEndIsNotReadToItsEnd() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CompletableFuture<Long> sent = new CompletableFuture<>();
        server.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            long count = 0;
            try {
                for (byte[] part = new byte[1 << 16]; true; count += part.length) {
                    exchange.getResponseBody().write(part);
                }
            } catch (IOException closed) {
                sent.complete(count);
            }
        });
        server.start();
        try {
            settings.put("mp.jwt.verify.publickey.location",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
            new UserTokens(config(), timer, threads);
            assertThat(sent.get(30, TimeUnit.SECONDS)).isLessThan(32 << 20);
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Requests wait on threads of handlers, of which there are few. */
    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    void anIssuerThatDoesNotAnswerIsWaitedForOnceAndShortly(int answered) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger fetches = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(answered + 1);
        server.setExecutor(threads);
        server.createContext("/keys", exchange -> {
            boolean answers = fetches.incrementAndGet() <= answered;
            begun.countDown();
            try {
                if (!answers) {
                    end.await();
                }
                exchange.sendResponseHeaders(500, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                exchange.close();
            }
        });
        server.start();
        try {
            settings.put("mp.jwt.verify.publickey.location",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
            UserTokens tokens = new UserTokens(config(), timer, threads);
            String token = Jwts.token(RSA, "ann", inSeconds(600));
            assertTimeoutPreemptively(Duration.ofSeconds(40), () -> {
                for (int request = 0; request < 50 || begun.getCount() > 0; request++) {
                    assertThatThrownBy(() -> tokens.verify(token, TimeUnit.SECONDS.toNanos(60)))
                            .isInstanceOf(IllegalStateException.class);
                    timer.advance(Duration.ofSeconds(4));
                }
            });
        } finally {
            end.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    /** A thread of the JDK would hold the class loader of the first application until the process ends. */
    @Test
    void noThreadKeepsTheClassLoaderOfTheApplicationThatFetchesKeys() throws Exception {
        settings.put("mp.jwt.verify.publickey.location", "http://127.0.0.1:1/keys");
        ClassLoader application = new ClassLoader() {
        };
        try (TaskPool threads = new TaskPool(Threads.daemon("fetch", null), 4)) {
            Thread deployment = new Thread(() -> new UserTokens(config(), timer, threads));
            deployment.setContextClassLoader(application);
            deployment.start();
            deployment.join();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getContextClassLoader() == application);
        }
    }

    /** Each client has a thread, which ends on JDK 17 when the client is collected. */
    @Test
    void fetchesThatFailMakeNoClientEach() {
        settings.put("mp.jwt.verify.publickey.location", "http://127.0.0.1:1/keys");
        UserTokens tokens = new UserTokens(config(), timer, Runnable::run);
        Set<Thread> before = selectors();
        for (int i = 0; i < 20; i++) {
            timer.advance(Duration.ofSeconds(4));
            assertThatThrownBy(() -> tokens.verify(Jwts.token(RSA, "ann", inSeconds(60)), TimeUnit.SECONDS.toNanos(9)))
                    .isInstanceOf(IllegalStateException.class);
        }
        Set<Thread> after = selectors();
        after.removeAll(before);
        assertThat(after).isEmpty();
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void aFetchThatCannotBeginLeavesNothingDecidedAndIsRepeated() {
        settings.put("mp.jwt.verify.publickey.location", "http://127.0.0.1:1/keys");
        AtomicInteger fetches = new AtomicInteger();
        UserTokens tokens = new UserTokens(config(), timer, task -> {
            fetches.incrementAndGet();
            throw new InternalError("no thread");
        });
        for (int i = 1; i < 3; i++) {
            assertThatThrownBy(() -> tokens.verify(Jwts.token(RSA, "ann", inSeconds(60)), 1_000_000))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(fetches).hasValueGreaterThanOrEqualTo(i);
            timer.advance(Duration.ofSeconds(4));
        }
    }

    /** The timeout of the request ends with the head of the answer. */
    @Test
    void anIssuerThatStopsInTheMiddleOfItsAnswerIsAskedAgain() throws Exception {
        try (TaskPool threads = new TaskPool(Threads.daemon("fetch", null), 4);
                ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            settings.put("mp.jwt.verify.publickey.location", "http://127.0.0.1:" + server.getLocalPort() + "/keys");
            UserTokens tokens = new UserTokens(config(), timer, threads);
            server.setSoTimeout(30_000);
            try (Socket first = server.accept()) {
                first.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
                timer.advance(Duration.ofSeconds(21));
                timer.advance(Duration.ofSeconds(4));
                assertThatThrownBy(() -> tokens.verify(Jwts.token(RSA, "ann", inSeconds(60)), 0))
                        .isInstanceOf(IllegalStateException.class);
                server.accept().close();
            }
        }
    }

    /** The alarms of a timer end with the node, which may start again. */
    @Test
    void anIssuerThatStoppedInTheMiddleOfItsAnswerIsAskedAgainAfterARestart() throws Exception {
        TestTimer forgetful = new TestTimer() {
            @Override
            public Alarm after(long nanos, Runnable action) {
                return () -> {
                };
            }
        };
        try (TaskPool threads = new TaskPool(Threads.daemon("fetch", null), 4);
                ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            settings.put("mp.jwt.verify.publickey.location", "http://127.0.0.1:" + server.getLocalPort() + "/keys");
            UserTokens tokens = new UserTokens(config(), forgetful, threads);
            server.setSoTimeout(30_000);
            try (Socket first = server.accept()) {
                first.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
                forgetful.advance(Duration.ofSeconds(21));
                assertThatThrownBy(() -> tokens.verify(Jwts.token(RSA, "ann", inSeconds(60)), 0))
                        .isInstanceOf(IllegalStateException.class);
                server.accept().close();
            }
        }
    }

    @Test
    void withoutAKeyYetNothingIsDecided() {
        settings.put("mp.jwt.verify.publickey.location", "http://127.0.0.1:1/keys");
        UserTokens tokens = new UserTokens(config(), timer, Runnable::run);
        assertThatThrownBy(() -> tokens.verify(Jwts.token(RSA, "ann", inSeconds(60)), 1_000_000))
                .isInstanceOf(IllegalStateException.class);
    }

    private static void await(Callable<User> verification) throws Exception {
        User user = null;
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60); user == null && System.nanoTime() < end;) {
            try {
                user = verification.call();
            } catch (IllegalArgumentException | IllegalStateException notYet) {
                Thread.onSpinWait();
            }
        }
        assertThat(user).isNotNull();
    }
}
