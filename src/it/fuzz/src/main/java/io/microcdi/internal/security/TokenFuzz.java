package io.microcdi.internal.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.microcdi.it.fuzz.Input;

/** Tokens of users and of nodes: refused by {@link IllegalArgumentException}, never signed by a key that nobody has used, never told. */
public final class TokenFuzz {

    private static final List<VerificationKey> KEYS = List.of(key("RS256", "RSA", 2048), key("ES256", "EC", 256));

    private static final byte[] SECRET = "a secret of thirty-two characters".getBytes(StandardCharsets.UTF_8);

    private TokenFuzz() {
    }

    private static VerificationKey key(String algorithm, String type, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            generator.initialize(bits);
            return new VerificationKey(null, algorithm, generator.generateKeyPair().getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        boolean encoded = input.below(2) == 1;
        String header = input.line();
        String claims = input.line();
        byte[] signature = input.next(bytes.length);
        String token = encoded ? base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8)) + "." + base64(signature) : header;
        Input.timed(bytes.length, () -> {
            token(token);
            tokenOfNode(token);
            tokenOfNode(signed(claims));
            keys(claims);
        });
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void token(String token) {
        SignedToken read;
        try {
            read = SignedToken.parse(token);
        } catch (IllegalArgumentException refused) {
            Input.check(token.length() < 8 || !refused.getMessage().contains(token), "a reason does not tell the token",
                    refused.getMessage());
            return;
        }
        Input.check(KEYS.stream().noneMatch(read::isSignedBy), "a signature that nobody made is none", token);
        try {
            read.checkHeader();
        } catch (IllegalArgumentException refused) {
            Input.check(!SignedToken.isUserToken(token), "a refused text is no token of a user", token);
        }
    }

    private static void tokenOfNode(String text) {
        Token token;
        try {
            token = Token.parse(text, List.of(SECRET));
        } catch (IllegalArgumentException refused) {
            return;
        }
        String signed = token.sign(SECRET);
        if (signed.length() > Token.MAX_LENGTH) {
            return; // its names are escaped here that were not in the text
        }
        Token again = Token.parse(signed, List.of(SECRET));
        Input.same(token.issuer(), again.issuer(), "iss");
        Input.same(token.audience(), again.audience(), "aud");
        Input.same(token.expires(), again.expires(), "exp");
    }

    /** Returns a token of a node with any claims, so that the fuzzer gets beyond the signature. */
    private static String signed(String claims) {
        String text = base64("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            return text + "." + base64(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keys(String text) {
        try {
            VerificationKey.parse(text);
        } catch (IllegalArgumentException refused) {
            // as it is documented
        }
    }
}
