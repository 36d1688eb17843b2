package io.microcdi.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.wire.Excerpts;

/** The grammar of namespaces (wire, Connecting). */
class NamespacesTest {

    private static final String SEGMENT = "a".repeat(128);

    static Stream<String> valid() {
        return Stream.of("a", "7", "payments", "Payments", "a-b", "a-", "_", "...", ".a", "~", "a.b_c~d-e", "team/a/b",
                "@acme/orders", "a:b", "a+b", "!$&'()+=:@", "1/2/3/4/5/6/7/8", SEGMENT,
                SEGMENT + "/" + "a".repeat(127));
    }

    static Stream<String> invalid() {
        return Stream.of("", "/", "/a", "a/", "a//b", "-", "-a", "a/-b", "1/2/3/4/5/6/7/8/9", SEGMENT + "a",
                "a/" + SEGMENT + "a", SEGMENT + "/" + SEGMENT, ".", "..", "a/.", "a/../b", "a;b", "a*", "a b", "a\tb",
                "a\n",
                "\u00e9", "a%41", "a?b", "a#b", "a,b", "a\\b", "a\"b", "\u0661", "a\u0000");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void areSegmentsOfPlainCharacters(String namespace) {
        assertThat(Namespaces.isValid(namespace)).isTrue();
        assertThat(Namespaces.check(namespace)).isEqualTo(namespace);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    @NullSource
    void areNothingElse(String namespace) {
        assertThat(Namespaces.isValid(namespace)).isFalse();
        assertThatThrownBy(() -> Namespaces.check(namespace)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "namespace \"" + Excerpts.of(String.valueOf(namespace)) + "\": expected " + Namespaces.GRAMMAR);
    }

    @Test
    void theLongestHas256Characters() {
        assertThat(List.of(valid().mapToInt(String::length).max().orElse(0))).containsExactly(256);
    }

    @Test
    void theRegistrysNameIsReserved() {
        assertThat(Namespaces.isValid("registry")).isTrue();
        assertThatThrownBy(() -> Namespaces.check("registry")).hasMessageContaining("reserved name registry");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Registry", "registry2", "team/registry", "registry/a" })
    void onlyThatNameIs(String namespace) {
        assertThat(Namespaces.check(namespace)).isEqualTo(namespace);
    }
}
