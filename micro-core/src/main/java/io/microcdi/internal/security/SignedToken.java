package io.microcdi.internal.security;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.JsonSyntaxException;
import io.microcdi.internal.wire.WireLimits;

/**
 * A token in the compact form of a signed JSON Web Token (RFC 7519), as it was received. Its texts are not trusted
 * before {@link #isSignedBy} returned true. Immutable.
 */
final class SignedToken {

    /** The largest number of characters of a token. It leaves room for the other metadata of a request. */
    static final int MAX_LENGTH = 7_680;

    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+");
    private static final WireLimits LIMITS = new WireLimits(16, 32, 200);
    /** The bytes of an ECDSA signature with the curve P-256: two numbers. */
    private static final int ES256_BYTES = 64;

    private final byte[] signed;
    private final byte[] signature;
    /** The members of the header and of the claims by name, as JSON text. */
    private final Map<String, String> header;
    private final Map<String, String> claims;

    private SignedToken(byte[] signed, byte[] signature, Map<String, String> header, Map<String, String> claims) {
        this.signed = signed;
        this.signature = signature;
        this.header = header;
        this.claims = claims;
    }

    /**
     * Reads a token.
     *
     * @throws IllegalArgumentException if it is no signed token, with a reason that does not contain it
     */
    static SignedToken parse(String token) {
        String[] parts = token.length() > MAX_LENGTH ? new String[0] : token.split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("the token is no signed JSON Web Token of at most " + MAX_LENGTH
                    + " characters");
        }
        try {
            return new SignedToken((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII), decode(parts[2]),
                    members(decode(parts[0])), members(decode(parts[1])));
        } catch (CharacterCodingException | JsonSyntaxException e) {
            throw new IllegalArgumentException("the token is no JSON Web Token", e);
        }
    }

    /** Returns whether a text has the form of a token that a node may verify: signed by RS256 or ES256. */
    static boolean isUserToken(String token) {
        try {
            parse(token).checkHeader();
            return true;
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    private static byte[] decode(String part) {
        if (BASE64URL.matcher(part).matches()) {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            // the decoder ignores the last bits, so that several texts would be the same token
            if (Token.encode(bytes).equals(part)) {
                return bytes;
            }
        }
        throw new IllegalArgumentException("the token is not encoded in base64url");
    }

    /**
     * Reads the members of a JSON object, as JSON text by name.
     *
     * @throws JsonSyntaxException if the text is no JSON object
     */
    static Map<String, String> members(byte[] utf8) throws CharacterCodingException {
        JsonScanner scanner = new JsonScanner(LIMITS);
        Map<String, String> members = members(utf8, scanner, SignedToken::json);
        if (scanner.violation() != null) {
            throw new IllegalArgumentException("the JSON of the token has " + scanner.violation());
        }
        return members;
    }

    /** Reads the members of a JSON object, each by its own value. The caller asks the scanner for violations. */
    static <T> Map<String, T> members(byte[] utf8, JsonScanner scanner, BiFunction<JsonScanner, String, T> value)
            throws CharacterCodingException {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        scanner.reset(text);
        Map<String, T> members = new HashMap<>();
        scanner.enter('{');
        for (boolean first = true; scanner.nextMember(first); first = false) {
            String name = scanner.name();
            if (members.put(name, value.apply(scanner, text)) != null) {
                throw new IllegalArgumentException("the JSON of the token has a member twice");
            }
        }
        scanner.expectEnd();
        return members;
    }

    private static String json(JsonScanner scanner, String text) {
        int start = scanner.skipValue();
        return text.substring(start, scanner.position());
    }

    /** Returns the JSON text of a claim; {@code null} if the token does not have it. */
    String claim(String name) {
        return claims.get(name);
    }

    /** Returns the JSON text of the name of the key; {@code null} if the token names none. */
    String keyId() {
        return header.get("kid");
    }

    /**
     * Checks the header. The algorithm must be that of a key, never that of the token.
     *
     * @throws IllegalArgumentException if the header asks for something that this class does not do
     */
    void checkHeader() {
        String algorithm = header.get("alg");
        if (!"\"RS256\"".equals(algorithm) && !"\"ES256\"".equals(algorithm)) {
            throw new IllegalArgumentException("the algorithm of the token is "
                    + (algorithm == null ? "missing" : Excerpts.of(algorithm)) + ": expected RS256 or ES256");
        }
        if (header.containsKey("crit")) {
            throw new IllegalArgumentException("the token has critical extensions, which this node does not know");
        }
    }

    /** Returns whether a key has signed the token. */
    boolean isSignedBy(VerificationKey key) {
        if (!("\"" + key.algorithm() + "\"").equals(header.get("alg"))) {
            return false;
        }
        boolean curve = key.algorithm().equals("ES256");
        if (curve && (signature.length != ES256_BYTES || isZero(0) || isZero(ES256_BYTES / 2))) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(curve ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
            verifier.initVerify(key.key());
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** Some versions of the JDK accept a signature of zeros for everything (CVE-2022-21449). */
    private boolean isZero(int start) {
        for (int i = start; i < start + ES256_BYTES / 2; i++) {
            if (signature[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns nothing of the token: it is a secret. */
    @Override
    public String toString() {
        return "SignedToken";
    }
}
