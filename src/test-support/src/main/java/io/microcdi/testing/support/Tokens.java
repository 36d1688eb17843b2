package io.microcdi.testing.support;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes the tokens of the wire by hand, as a program of another project does. */
public final class Tokens {

    private static final String ALGORITHM = "HmacSHA256";

    private Tokens() {
    }

    /**
     * Returns the claims of a token.
     *
     * @param issuer the namespace and the key of the dialler
     * @param audience the namespace and the address that it dials
     * @param issued seconds since 1970
     * @param expires seconds since 1970
     */
    public static String claims(String issuer, String audience, long issued, long expires) {
        return "{\"iss\":\"" + issuer + "\",\"aud\":\"" + audience + "\",\"iat\":" + issued + ",\"exp\":" + expires
                + ",\"jti\":\"" + System.nanoTime() + "\"}";
    }

    /** Returns a token that a secret has signed. */
    public static String signed(String claims, String secret) {
        String text = encode("{\"alg\":\"HS256\"}") + "." + encode(claims);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return text + "." + encode(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a token that says that it needs no signature. */
    public static String unsigned(String claims) {
        return encode("{\"alg\":\"none\"}") + "." + encode(claims) + ".";
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
