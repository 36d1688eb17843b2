package io.microcdi.internal.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.it.fuzz.Clock;
import io.microcdi.it.fuzz.Input;

/**
 * The claims of a token of a user, which its issuer has signed: refused by {@link IllegalArgumentException}, or a user whose
 * name and groups JSON-P reads as well. And the globs in the claims of a token of a node.
 */
public final class ClaimsFuzz {

    private static final KeyPair KEY = key();
    private static final UserTokens TOKENS = new UserTokens(
            MicroConfig.defaults().with(ConfigKeys.JWT_KEY,
                    Base64.getEncoder().encodeToString(KEY.getPublic().getEncoded())),
            new Clock(), Runnable::run);

    private ClaimsFuzz() {
    }

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        boolean user = input.below(2) == 0;
        String first = input.line();
        if (user) {
            Input.timed(bytes.length, () -> user(first));
        } else {
            globs(first, input.text(), bytes.length);
        }
    }

    private static void user(String claims) {
        String token = signed(claims);
        User user;
        try {
            user = TOKENS.verify(token, 0);
        } catch (IllegalArgumentException refused) {
            Input.check(!refused.getMessage().contains(token), "a reason does not tell the token",
                    refused.getMessage());
            return;
        }
        Input.check(user.ends() > System.currentTimeMillis() - 3_600_000, "a user has not ended", user.ends());
        Input.check(Input.json(claims) instanceof JsonObject, "claims are an object for JSON-P", claims);
        JsonObject object = (JsonObject) Input.json(claims);
        Input.check(texts(object, "upn", "preferred_username", "sub").anyMatch(user.name()::equals),
                "the name is a claim", user.name(), claims);
        Input.check(texts(object, "groups").collect(Collectors.toSet()).containsAll(user.roles()),
                "the roles are the groups", user.roles(), claims);
    }

    /** Returns texts of claims. Of two claims of one name JSON-P takes the last. */
    private static Stream<String> texts(JsonObject object, String... names) {
        return Stream.of(names).map(object::get).flatMap(ClaimsFuzz::each).filter(JsonString.class::isInstance)
                .map(value -> ((JsonString) value).getString());
    }

    private static Stream<JsonValue> each(JsonValue value) {
        return value instanceof JsonArray array ? array.stream() : value == null ? Stream.empty() : Stream.of(value);
    }

    private static String signed(String claims) {
        try {
            String text = base64("{\"alg\":\"ES256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                    + base64(claims.getBytes(StandardCharsets.UTF_8));
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(KEY.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void globs(String glob, String name, int size) {
        boolean[] contains = new boolean[1];
        Input.timed(size, () -> contains[0] = NamespaceGlobs.of(List.of(glob)).contains(name));
        Input.same(contains[0], NamespaceGlobs.of(List.of(glob)).and(NamespaceGlobs.ALL).contains(name),
                "all namespaces and those of a glob are those of the glob");
        Input.same(matches(glob, name), contains[0], "a star stands for any characters");
    }

    /** Returns whether a glob matches a name: asks for each beginning of both, the shorter ones first. */
    private static boolean matches(String glob, String name) {
        boolean[] shorter = new boolean[name.length() + 1];
        shorter[0] = true;
        for (char c : glob.toCharArray()) {
            boolean[] now = new boolean[name.length() + 1];
            now[0] = c == '*' && shorter[0];
            for (int i = 1; i <= name.length(); i++) {
                now[i] = c == '*' ? shorter[i] || now[i - 1] : shorter[i - 1] && name.charAt(i - 1) == c;
            }
            shorter = now;
        }
        return shorter[name.length()];
    }
}
