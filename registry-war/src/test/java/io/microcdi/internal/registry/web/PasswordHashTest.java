package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    private static final char[] PASSWORD = "correct hörse".toCharArray();

    @Test
    void onlyItsPasswordMatches() {
        PasswordHash hash = PasswordHash.make(PASSWORD);
        PasswordHash read = PasswordHash.parse(hash.text());
        assertThat(read.matches(PASSWORD)).isTrue();
        assertThat(read.matches("correct horse".toCharArray())).isFalse();
        assertThat(read.matches(new char[0])).isFalse();
        assertThat(PasswordHash.OF_NOBODY.matches(PASSWORD)).isFalse();
    }

    @Test
    void eachHashHasASaltOfItsOwn() {
        assertThat(PasswordHash.make(PASSWORD).text()).isNotEqualTo(PasswordHash.make(PASSWORD).text())
                .startsWith("pbkdf2-sha256:600000:");
    }

    @Test
    void nothingOfItReachesALog() {
        assertThat(PasswordHash.make(PASSWORD)).hasToString("pbkdf2-sha256");
    }

    @Test
    void aShortPasswordIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.make("seven77".toCharArray()))
                .withMessageContaining("at least 8");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "secret", "pbkdf2-sha256", "pbkdf2-sha256:1:AAAA:AAAA",
            "pbkdf2-sha256:600000:AAAAAAAAAAAAAAAAAAAAAA:AAAA", "md5:600000:AAAAAAAAAAAAAAAAAAAAAA:"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "pbkdf2-sha256:99999999:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "pbkdf2-sha256:1000:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "pbkdf2-sha256:600000:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:more",
            "pbkdf2-sha256:600000:!:!" })
    void anInvalidHashIsRefusedWithoutItsText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.parse(text))
                .withMessage("expected pbkdf2-sha256:iterations:salt:hash");
    }
}
