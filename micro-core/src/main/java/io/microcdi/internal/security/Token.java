package io.microcdi.internal.security;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.WireLimits;

/**
 * The claims of a token by which a node proves its name (wire, Tokens). A token is a JWT that is signed by HS256.
 *
 * @param issuer the namespace and the key of the dialler, separated by a space
 * @param audience the namespace and the key of the dialled node, separated by a space
 * @param issued seconds since 1970
 * @param expires seconds since 1970
 * @param id a random text
 * @param register globs of the namespaces as which the dialler may register; {@code null} for its own only
 * @param call globs of the namespaces that it may call; {@code null} for all
 * @param see globs of the namespaces that it may look up; {@code null} for all
 */
record Token(String issuer, String audience, long issued, long expires, String id, List<String> register,
        List<String> call, List<String> see) {

    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final WireLimits LIMITS = new WireLimits(4, 15, 32);
    private static final Object OTHER = new Object();
    static final int MAX_LENGTH = 2_048;
    private static final int MAX_GLOBS = 32;
    private static final int MAX_GLOB = 256;
    private static final int MAX_ID = 64;
    /** The claims that are known, and those that say nothing here. */
    private static final Set<String> CLAIMS = Set.of("iss", "aud", "iat", "exp", "nbf", "jti", "register", "call",
            "see", "sub");
    /** The names that a message may show. */
    private static final Pattern SHORT_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,24}");

    /** A secret has signed the token, and its claims are wrong. So it is certainly for a node of this mesh. */
    static final class ClaimsException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        ClaimsException(String message) {
            super(message);
        }
    }

    /** Returns the token, signed by a secret. */
    String sign(byte[] secret) {
        String claims = "{\"iss\":" + JsonText.quote(issuer) + ",\"aud\":" + JsonText.quote(audience) + ",\"iat\":"
                + issued + ",\"exp\":" + expires + ",\"jti\":" + JsonText.quote(id) + "}";
        String signed = encode(HEADER.getBytes(StandardCharsets.UTF_8)) + "."
                + encode(claims.getBytes(StandardCharsets.UTF_8));
        return signed + "." + encode(mac(secret, signed));
    }

    /**
     * Reads a token that one of the secrets has signed. The comparison takes the same time for all wrong signatures.
     *
     * @throws ClaimsException if one of the secrets has signed it, and its claims are wrong
     * @throws IllegalArgumentException if it is no such token. The message contains no value of the token
     */
    static Token parse(String text, List<byte[]> secrets) {
        String[] parts = text.length() > MAX_LENGTH ? new String[0] : text.split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("it is no token");
        }
        Map<String, Object> header = members(decode(parts[0]));
        if (!"HS256".equals(header.get("alg")) || header.containsKey("crit")) {
            throw new IllegalArgumentException("its algorithm is not HS256");
        }
        String claims = parts[1];
        byte[] signature = decode(parts[2]);
        boolean valid = false;
        for (byte[] secret : secrets) {
            valid |= MessageDigest.isEqual(signature, mac(secret, parts[0] + "." + claims));
        }
        if (!valid) {
            throw new IllegalArgumentException("it is signed with another secret");
        }
        try {
            return of(members(decode(claims)));
        } catch (IllegalArgumentException e) {
            throw new ClaimsException(e.getMessage());
        }
    }

    private static Token of(Map<String, Object> claims) {
        claims.keySet().forEach(Token::checkName);
        Token token = new Token(text(claims, "iss"), text(claims, "aud"), time(claims, "iat"), time(claims, "exp"),
                text(claims, "jti"), globs(claims, "register"), globs(claims, "call"), globs(claims, "see"));
        if (token.id().isEmpty() || token.id().length() > MAX_ID) {
            throw new IllegalArgumentException("its jti is not of 1 to " + MAX_ID + " characters");
        }
        if (claims.containsKey("nbf") && time(claims, "nbf") > token.issued()) {
            throw new IllegalArgumentException("its nbf is after its iat");
        }
        return token;
    }

    /**
     * Refuses a claim that is not known. It may be a misspelt right, without which the token would allow all. A name with a
     * colon, as that of a URI, is nobody's mistake.
     */
    private static void checkName(String name) {
        if (!CLAIMS.contains(name) && name.indexOf(':') < 0) {
            throw new IllegalArgumentException(
                    (SHORT_NAME.matcher(name).matches() ? "its claim " + name : "one of its claims")
                            + " is not known: the rights are register, call and see");
        }
    }

    private static String text(Map<String, Object> claims, String name) {
        return claim(claims, name, String.class, "text");
    }

    private static long time(Map<String, Object> claims, String name) {
        return claim(claims, name, Long.class, "whole number of seconds");
    }

    private static <T> T claim(Map<String, Object> claims, String name, Class<T> type, String what) {
        if (!type.isInstance(claims.get(name))) {
            throw new IllegalArgumentException("its " + name + " is no " + what);
        }
        return type.cast(claims.get(name));
    }

    private static List<String> globs(Map<String, Object> claims, String name) {
        if (!claims.containsKey(name)) {
            return null;
        }
        List<String> globs = new ArrayList<>();
        for (Object glob : claim(claims, name, List.class, "list")) {
            globs.add((String) glob);
        }
        Predicate<String> tooLong = glob -> glob.length() > MAX_GLOB;
        if (globs.size() > MAX_GLOBS || globs.stream().anyMatch(tooLong)) {
            throw new IllegalArgumentException("its " + name + " is larger than " + MAX_GLOBS + " globs of " + MAX_GLOB
                    + " characters");
        }
        return globs;
    }

    /** Returns the members of a JSON object: texts, lists of texts, whole numbers, and {@link #OTHER} for the rest. */
    private static Map<String, Object> members(byte[] json) {
        JsonScanner scanner = new JsonScanner(LIMITS);
        Map<String, Object> members;
        try {
            members = SignedToken.members(json, scanner, Token::value);
        } catch (CharacterCodingException | RuntimeException e) {
            // the message of the failure may quote the token
            throw new IllegalArgumentException("it is not well-formed");
        }
        if (scanner.violation() != null) {
            throw new IllegalArgumentException("it is " + scanner.violation());
        }
        return members;
    }

    private static Object value(JsonScanner scanner, String text) {
        switch (scanner.peek()) {
            case '"' -> {
                return scanner.string();
            }
            case '[' -> {
                List<String> list = new ArrayList<>();
                scanner.enter('[');
                for (boolean first = true; scanner.nextElement(first); first = false) {
                    list.add(scanner.string());
                }
                return list;
            }
            default -> {
                int start = scanner.skipValue();
                String number = text.substring(start, scanner.position());
                return number.matches("\\d{1,15}") ? Long.valueOf(number) : OTHER;
            }
        }
    }

    private static byte[] mac(byte[] secret, String signed) {
        return hmac(secret, signed.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns the HMAC-SHA256 of a message. */
    static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }

    /** Returns bytes as base64url without padding. */
    static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (encode(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            // as below: the message of the failure may quote the token
        }
        throw new IllegalArgumentException("it is not base64url");
    }

    /** Returns a text without the claims: a token must not reach a log. */
    @Override
    public String toString() {
        return "Token";
    }
}
