package io.microcdi.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which namespaces a glob has. */
class NamespaceGlobsTest {

    @ParameterizedTest
    @CsvSource({ "payments, payments, true", "payments, payments2, false", "payments, xpayments, false",
            "pay*, payments, true", "pay*, pay, true", "pay*, xpay, false", "*pay, xpay, true", "*pay, pay, true",
            "*pay, payx, false", "*, anything/at/all, true", "**, x, true", "a*b, ab, true", "a*b, a/b, true",
            "a*b, axbx, false", "a*b*a, aba, true", "ab*ba, aba, false", "a*b*c, axbxbxc, true", "a*b*c, acb, false",
            "*a*, xay, true", "*a*, xy, false", "a.c, abc, false", "a**b, ab, true", "*ab*ab, abab, true",
            "*ab*ab, ab, false" })
    void aStarStandsForAnyCharacters(String glob, String namespace, boolean contained) {
        assertThat(NamespaceGlobs.of(List.of(glob)).contains(namespace)).isEqualTo(contained);
        assertThat(NamespaceGlobs.of(List.of("other", glob)).contains(namespace)).isEqualTo(contained);
    }

    /** A token comes from outside, and its globs are matched on threads of the server. */
    @Test
    void manyStarsTakeNoTime() {
        NamespaceGlobs globs = NamespaceGlobs.of(List.of("a*".repeat(100) + "b", "*a".repeat(100) + "*b"));
        assertTimeoutPreemptively(Duration.ofSeconds(20),
                () -> assertThat(globs.contains("a".repeat(250))).isFalse());
    }
}
