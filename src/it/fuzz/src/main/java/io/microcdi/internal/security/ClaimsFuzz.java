package io.microcdi.internal.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
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
    private static final int MAX_STARS = 3;

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
        Input.timed(bytes.length, () -> {
            if (user) {
                user(first);
            } else {
                globs(first, input.text());
            }
        });
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

    private static void globs(String glob, String name) {
        boolean contains = NamespaceGlobs.of(List.of(glob)).contains(name);
        Input.same(contains, NamespaceGlobs.of(List.of(glob)).and(NamespaceGlobs.ALL).contains(name),
                "all namespaces and those of a glob are those of the glob");
        // with more stars the other implementation would try too much
        if (glob.chars().filter(c -> c == '*').count() <= MAX_STARS && name.length() < 200) {
            String expression = Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            Input.same(Pattern.compile(expression, Pattern.DOTALL).matcher(name).matches(), contains,
                    "a star stands for any characters");
        }
    }
}
