package io.microcdi.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Makes tokens of users, valid ones and others. */
public final class Jwts {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Jwts() {
    }

    /** Makes a pair of keys for RS256. */
    public static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a pair of keys of a curve, as {@code secp256r1}. */
    public static KeyPair curve(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A public key as PEM. */
    public static String pem(KeyPair keys) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** A token of a user with roles that ends at a time, in seconds since 1970. */
    public static String token(KeyPair keys, String user, long ends, String... roles) {
        return sign(keys.getPrivate(), "{\"alg\":\"" + algorithm(keys.getPrivate()) + "\",\"typ\":\"JWT\"}",
                claims(user, ends, roles));
    }

    /** The claims of such a token. */
    public static String claims(String user, long ends, String... roles) {
        return "{\"iss\":\"https://issuer.example\",\"aud\":[\"shop\"],\"upn\":\"" + user + "\",\"exp\":" + ends
                + ",\"groups\":["
                + (roles.length == 0 ? "" : "\"" + String.join("\",\"", roles) + "\"") + "]}";
    }

    /** A token with any header and claims. */
    public static String sign(PrivateKey key, String header, String claims) {
        try {
            String signed = part(header) + "." + part(claims);
            Signature signature = Signature.getInstance(
                    key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A part of a token. */
    public static String part(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String algorithm(PrivateKey key) {
        return key.getAlgorithm().equals("RSA") ? "RS256" : "ES256";
    }
}
