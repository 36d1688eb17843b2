package io.microcdi.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Only a token that is well-formed, and that one of the secrets has signed, is read. */
class TokenTest {

    private static final String SECRET = "a secret of the mesh";
    private static final String CLAIMS = Tokens.claims("orders 10.0.0.9:80", "payments 10.0.0.5:80", 100, 160);
    private static final String VALID = Tokens.signed(Tokens.HS256, CLAIMS, SECRET);

    @Test
    void aTokenOfAnotherProgramIsRead() {
        Token token = parse(Tokens.signed(Tokens.HS256, CLAIMS.replace("\"jti\"",
                "\"register\":[\"orders\"],\"call\":[\"pay*\",\"shop/*\"],\"see\":[],\"sub\":\"x\",\"urn:x:extra\":{\"a\":[1]},\"jti\""),
                SECRET));
        assertThat(token).isEqualTo(new Token("orders 10.0.0.9:80", "payments 10.0.0.5:80", 100, 160, "a",
                List.of("orders"), List.of("pay*", "shop/*"), List.of()));
    }

    /** A misspelt right would be no right, and a token without rights allows all. */
    @ParameterizedTest
    @ValueSource(strings = { "sees", "See", "SEE", "calls", "call ", "registers", "visible", "roles", "groups", "scope",
            "\\u0073eee", "" })
    void aClaimThatIsNotKnownIsRefused(String name) {
        String token = Tokens.signed(Tokens.HS256,
                CLAIMS.replace("\"jti\"", "\"" + name + "\":[\"shop/*\"],\"jti\""), SECRET);
        assertThatThrownBy(() -> parse(token)).isInstanceOf(Token.ClaimsException.class)
                .hasMessageContaining("not known").hasMessageContaining("register, call and see");
    }

    @Test
    void theRefusalShowsTheNameOfAClaimOnlyIfItIsOne() {
        for (String name : List.of("x".repeat(25), "a b", "\\n", "\\u202e")) {
            assertThatThrownBy(() -> parse(Tokens.signed(Tokens.HS256,
                    CLAIMS.replace("\"jti\"", "\"" + name + "\":1,\"jti\""), SECRET)))
                    .hasMessageStartingWith("one of its claims is not known").hasMessageNotContaining("\n");
        }
        assertThatThrownBy(() -> parse(Tokens.signed(Tokens.HS256, CLAIMS.replace("\"jti\"", "\"sees\":[],\"jti\""),
                SECRET))).hasMessageStartingWith("its claim sees is not known");
    }

    @Test
    void theEnginesOwnTokenIsRead() {
        Token own = new Token("a\"\\ \u00e9 h:1", "b h:2", 1, 61, "id", null, null, null);
        assertThat(parse(own.sign(bytes(SECRET)))).isEqualTo(own);
    }

    @Test
    void eachOfTwoSecretsIsTried() {
        List<byte[]> both = List.of(bytes("the new secret of the mesh"), bytes(SECRET));
        assertThat(Token.parse(VALID, both).id()).isEqualTo("a");
        assertThatThrownBy(() -> Token.parse(VALID, both.subList(0, 1))).hasMessageContaining("another secret");
    }

    static Stream<Arguments> invalid() {
        String unsigned = VALID.substring(0, VALID.lastIndexOf('.') + 1);
        return Stream.of(Arguments.of("", "no token"), Arguments.of("a.b", "no token"),
                Arguments.of("..", "well-formed"),
                Arguments.of(VALID + ".", "no token"), Arguments.of("x".repeat(3_000), "no token"),
                Arguments.of(unsigned, "another secret"),
                Arguments.of(VALID.substring(0, VALID.length() - 4), "it"),
                Arguments.of(VALID + "=", "base64url"), Arguments.of(VALID.replace('.', ' '), "no token"),
                Arguments.of(Tokens.signed("{\"alg\":\"none\"}", CLAIMS, SECRET), "HS256"),
                Arguments.of(Tokens.encode("{\"alg\":\"none\"}") + "." + Tokens.encode(CLAIMS) + ".", "HS256"),
                Arguments.of(Tokens.signed("{\"alg\":\"None\"}", CLAIMS, SECRET), "HS256"),
                Arguments.of(Tokens.signed("{\"alg\":\"hs256\"}", CLAIMS, SECRET), "HS256"),
                Arguments.of(Tokens.signed("{\"alg\":\"HS512\"}", CLAIMS, SECRET), "HS256"),
                Arguments.of(Tokens.signed("{\"alg\":[\"HS256\"]}", CLAIMS, SECRET), "HS256"),
                Arguments.of(Tokens.signed("{}", CLAIMS, SECRET), "HS256"),
                Arguments.of(Tokens.signed("{\"alg\":\"HS256\",\"crit\":[\"b64\"]}", CLAIMS, SECRET), "HS256"),
                Arguments.of(Tokens.signed("{\"alg\":\"none\",\"alg\":\"HS256\"}", CLAIMS, SECRET), "well-formed"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS, "the secret of another mesh"), "another secret"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS.replace("100", "\"100\""), SECRET), "iat"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS.replace("160", "1e9"), SECRET), "exp"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS.replace("160", "-160"), SECRET), "exp"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS.replace("160", "1" + "0".repeat(300)), SECRET),
                        "digits"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS.replace("iss", "sub"), SECRET), "iss"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS.replace("\"a\"", "\"\""), SECRET), "jti"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS.replace("jti", "aud"), SECRET), "well-formed"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS.replace("\"jti\"", "\"call\":\"*\",\"jti\""), SECRET),
                        "call"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS.replace("\"jti\"", "\"call\":[1],\"jti\""), SECRET),
                        "well-formed"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS.replace("\"jti\"", "\"nbf\":150,\"jti\""), SECRET),
                        "nbf"),
                Arguments.of(Tokens.signed(Tokens.HS256, CLAIMS + "{}", SECRET), "well-formed"),
                Arguments.of(Tokens.signed(Tokens.HS256, "[]", SECRET), "well-formed"),
                Arguments.of(Tokens.signed(Tokens.HS256, "{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}", SECRET),
                        "well-formed"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void anythingElseIsRefusedWithoutQuotingIt(String text, String reason) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(reason)
                .hasNoCause().satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(100));
    }

    @Property(tries = 2_000)
    void noChangedCharacterIsAccepted(@ForAll int position, @ForAll char with) {
        int at = Math.floorMod(position, VALID.length());
        String changed = VALID.substring(0, at) + with + VALID.substring(at + 1);
        if (!changed.equals(VALID)) {
            assertThatThrownBy(() -> parse(changed)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property(tries = 2_000)
    void noTextCausesAnotherFailure(@ForAll String header, @ForAll String claims) {
        assertThatThrownBy(() -> parse(header + "." + claims + "."))
                .isInstanceOf(IllegalArgumentException.class).hasNoCause();
        assertThatThrownBy(() -> parse(Tokens.signed(header, claims, SECRET)))
                .isInstanceOf(IllegalArgumentException.class).hasNoCause();
        assertThatThrownBy(() -> parse(Tokens.signed(Tokens.HS256, claims, SECRET)))
                .isInstanceOf(IllegalArgumentException.class).hasNoCause();
    }

    private static Token parse(String text) {
        return Token.parse(text, List.of(bytes(SECRET)));
    }

    private static byte[] bytes(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8);
    }
}
