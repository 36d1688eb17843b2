package io.microcdi.internal.security;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.JsonSyntaxException;
import io.microcdi.internal.wire.WireLimits;

/**
 * Verifies the tokens of users by the rules of MicroProfile JWT, and remembers verified ones until they end, by their
 * hashes. Thread-safe.
 */
final class UserTokens {

    private static final int MAX_REMEMBERED = 10_000;
    private static final Pattern TIME = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");

    private final KeySource source;
    private final String issuer;
    private final List<String> audiences;
    private final long skewMillis;
    private final Timer timer;
    /** The verified users by the hashes of their tokens, those used least recently first. */
    private final Map<String, User> verified = new LinkedHashMap<>(16, 0.75f, true);
    /** The keys by which the remembered tokens were verified. */
    private List<VerificationKey> known = List.of();

    /** A claim of a token, whose signature is valid, is not the configured one. */
    static final class MismatchException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final String found;

        MismatchException(String reason, @Nullable String found) {
            super(reason);
            this.found = found == null ? "it has none" : "it has " + Excerpts.of(found);
        }

        /** Returns the value of the claim, as an excerpt for a log. */
        String found() {
            return found;
        }
    }

    UserTokens(MicroConfig config, Timer timer, Executor executor) {
        this.source = KeySource.of(config, timer, executor);
        this.issuer = config.find(ConfigKeys.JWT_ISSUER).orElse(null);
        this.audiences = config.get(ConfigKeys.JWT_AUDIENCES);
        this.skewMillis = config.get(ConfigKeys.JWT_CLOCK_SKEW) * 1_000L;
        this.timer = timer;
    }

    /**
     * Verifies a token.
     *
     * @param waitNanos how long to wait for the keys at the start
     * @throws IllegalArgumentException if the token is not valid, with a reason that does not contain it
     * @throws IllegalStateException if there is no key yet
     */
    User verify(String token, long waitNanos) {
        List<VerificationKey> keys = source.keys(waitNanos);
        if (keys.isEmpty()) {
            throw new IllegalStateException("the keys to verify the token are not known yet");
        }
        String hash = hash(token);
        User user = remembered(hash, keys);
        if (user == null) {
            user = verify(SignedToken.parse(token), keys);
            remember(hash, user, keys);
        }
        long now = timer.now().toEpochMilli();
        if (now - skewMillis >= user.ends()) {
            throw new IllegalArgumentException("the token has expired");
        }
        return user;
    }

    private synchronized User remembered(String hash, List<VerificationKey> keys) {
        if (!keys.equals(known)) {
            // a token of a withdrawn key is not valid any more
            known = keys;
            verified.clear();
        }
        return verified.get(hash);
    }

    private synchronized void remember(String hash, User user, List<VerificationKey> keys) {
        if (!keys.equals(known)) {
            return;
        }
        if (verified.size() >= MAX_REMEMBERED) {
            verified.remove(verified.keySet().iterator().next());
        }
        verified.put(hash, user);
    }

    private static String hash(String token) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each JVM has it
        }
    }

    private User verify(SignedToken token, List<VerificationKey> keys) {
        token.checkHeader();
        boolean named = keys.stream().anyMatch(key -> key.id() != null && key.id().equals(token.keyId()));
        Stream<VerificationKey> candidates = keys.stream()
                .filter(key -> !named || key.id() != null && key.id().equals(token.keyId()));
        if (candidates.noneMatch(token::isSignedBy)) {
            source.missed();
            throw new IllegalArgumentException("the signature of the token is not that of a known key");
        }
        checkIssuer(token);
        checkAudience(token);
        Long begins = time(token, "nbf");
        if (begins != null && timer.now().toEpochMilli() + skewMillis < begins) {
            throw new IllegalArgumentException("the token is not valid yet");
        }
        Long ends = time(token, "exp");
        if (ends == null) {
            throw new IllegalArgumentException("the token has no end (exp)");
        }
        String groups = token.claim("groups");
        return new User(name(token), groups == null ? Set.of() : Set.copyOf(texts(groups)), ends);
    }

    private void checkIssuer(SignedToken token) {
        if (issuer != null) {
            String said = text(token, "iss");
            if (!issuer.equals(said)) {
                throw new MismatchException("the issuer of the token is not " + ConfigKeys.JWT_ISSUER.name(), said);
            }
        }
    }

    private void checkAudience(SignedToken token) {
        if (!audiences.isEmpty()) {
            Set<String> said = texts(token.claim("aud"));
            if (said.stream().noneMatch(audiences::contains)) {
                throw new MismatchException("the token is not for one of " + ConfigKeys.JWT_AUDIENCES.name(),
                        said.isEmpty() ? null : String.join(", ", said));
            }
        }
    }

    private static String name(SignedToken token) {
        return Stream.of("upn", "preferred_username", "sub").map(claim -> text(token, claim))
                .filter(name -> name != null && !name.isBlank()).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the token names no user (upn, preferred_username or sub)"));
    }

    private static Long time(SignedToken token, String claim) {
        String text = token.claim(claim);
        if (text == null) {
            return null;
        }
        if (!TIME.matcher(text).matches()) {
            throw new IllegalArgumentException("the claim " + claim + " of the token is no time");
        }
        return new BigDecimal(text).movePointRight(3).longValue();
    }

    private static String text(SignedToken token, String claim) {
        String json = token.claim(claim);
        if (json == null || json.charAt(0) != '"') {
            return null;
        }
        JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
        scanner.reset(json);
        return scanner.string();
    }

    /** Reads a claim that is a text or an array of texts. */
    private static Set<String> texts(String json) {
        Set<String> texts = new LinkedHashSet<>();
        if (json == null) {
            return texts;
        }
        JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
        scanner.reset(json);
        try {
            if (scanner.peek() == '"') {
                texts.add(scanner.string());
                return texts;
            }
            scanner.enter('[');
            for (boolean first = true; scanner.nextElement(first); first = false) {
                texts.add(scanner.string());
            }
            return texts;
        } catch (JsonSyntaxException e) {
            throw new IllegalArgumentException("a claim of the token is no array of texts", e);
        }
    }
}
