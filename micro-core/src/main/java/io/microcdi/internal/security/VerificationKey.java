package io.microcdi.internal.security;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.WireLimits;

/**
 * A public key by which tokens of users are verified. Immutable.
 *
 * @param id the JSON text of the key's name in a key set; {@code null} if it has none
 * @param algorithm {@code RS256} for a key of RSA, {@code ES256} for one of the curve P-256
 */
record VerificationKey(String id, String algorithm, PublicKey key) {

    private static final String PEM = "-----BEGIN ";
    private static final int MIN_RSA_BITS = 2_048;
    private static final int MAX_KEYS = 100;

    /**
     * Reads keys in a form of MicroProfile JWT: a public key or certificate in PEM or base64, a JSON Web Key, or a set of
     * them, also in base64.
     *
     * @throws IllegalArgumentException if there is no key that can be used
     */
    static List<VerificationKey> parse(String text) {
        String keys = text.strip();
        try {
            if (keys.startsWith("{")) {
                return ofJson(keys);
            }
            if (keys.startsWith(PEM + "CERTIFICATE")) {
                return List.of(of(null, CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(keys.getBytes(StandardCharsets.US_ASCII)))
                        .getPublicKey()));
            }
            String base64 = keys.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
            byte[] bytes = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
            return bytes.length > 0 && bytes[0] == '{' ? ofJson(new String(bytes, StandardCharsets.UTF_8))
                    : List.of(of(null, encoded(bytes)));
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (GeneralSecurityException | CharacterCodingException | RuntimeException e) {
            // the JDK throws a RuntimeException for a point that is longer than its curve
            throw new IllegalArgumentException("the key cannot be read", e);
        }
    }

    private static PublicKey encoded(byte[] der) throws GeneralSecurityException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (GeneralSecurityException notRsa) {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        }
    }

    private static List<VerificationKey> ofJson(String json) throws GeneralSecurityException, CharacterCodingException {
        String set = SignedToken.members(json.getBytes(StandardCharsets.UTF_8)).get("keys");
        List<VerificationKey> found = new ArrayList<>();
        String unusable = "no RSA or P-256 key for signatures found";
        if (set == null) {
            add(json, found);
        } else {
            JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
            scanner.reset(set);
            scanner.enter('[');
            for (boolean first = true; scanner.nextElement(first) && found.size() < MAX_KEYS; first = false) {
                int start = scanner.skipValue();
                try {
                    add(set.substring(start, scanner.position()), found);
                } catch (GeneralSecurityException | CharacterCodingException | RuntimeException e) {
                    // one key that cannot be used must not take the others away
                    unusable = e.getMessage();
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(unusable);
        }
        return List.copyOf(found);
    }

    /** Adds a key. A set may also contain keys for other purposes, which are left out. */
    private static void add(String json, List<VerificationKey> found)
            throws GeneralSecurityException, CharacterCodingException {
        Map<String, String> members = SignedToken.members(json.getBytes(StandardCharsets.UTF_8));
        String type = members.get("kty");
        String algorithm = "\"RSA\"".equals(type) ? "\"RS256\"" : "\"ES256\"";
        if (!members.getOrDefault("use", "\"sig\"").equals("\"sig\"")
                || !members.getOrDefault("alg", algorithm).equals(algorithm)
                || !members.getOrDefault("key_ops", "\"verify\"").contains("\"verify\"")) {
            return;
        }
        if ("\"RSA\"".equals(type)) {
            found.add(of(members.get("kid"), KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(number(members, "n"), number(members, "e")))));
        } else if ("\"EC\"".equals(type) && "\"P-256\"".equals(members.get("crv"))) {
            found.add(of(members.get("kid"), KeyFactory.getInstance("EC").generatePublic(
                    new ECPublicKeySpec(new ECPoint(number(members, "x"), number(members, "y")), p256()))));
        }
    }

    private static BigInteger number(Map<String, String> members, String name) {
        String text = members.get(name);
        if (text == null || text.length() < 3) {
            throw new IllegalArgumentException("the key has no member " + name);
        }
        return new BigInteger(1, Base64.getUrlDecoder().decode(text.substring(1, text.length() - 1)));
    }

    private static VerificationKey of(String id, PublicKey key) throws GeneralSecurityException {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
            return new VerificationKey(id, "RS256", key);
        }
        if (key instanceof ECPublicKey curve && curve.getParams().getCurve().equals(p256().getCurve())) {
            return new VerificationKey(id, "ES256", key);
        }
        throw new IllegalArgumentException("expected a key of RSA with " + MIN_RSA_BITS
                + " bits or more, or of the curve P-256");
    }

    private static ECParameterSpec p256() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }
}
