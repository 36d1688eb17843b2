package io.microcdi.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a route's path is written. */
class PathPatternTest {

    @ParameterizedTest
    @ValueSource(strings = { "/", "/charge", "/-/health", "/a.b~c", "/caf\u00e9", "/a%20b", "/a:b" })
    void aPathWithoutBracesStandsForItself(String text) {
        PathPattern pattern = PathPattern.parse(text);
        assertThat(pattern.isLiteral()).isTrue();
        assertThat(pattern.text()).isEqualTo(text);
        assertThat("/" + String.join("/", pattern.segments())).isEqualTo(text);
    }

    @Test
    void aParameterIsAWholeSegment() {
        PathPattern pattern = PathPattern.parse("/orders/{id}/lines/{line-No_1.x}");
        assertThat(pattern.isLiteral()).isFalse();
        assertThat(pattern.segments()).containsExactly("orders", null, "lines", null);
        assertThat(pattern.parameters()).containsExactly("id", "line-No_1.x");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', nullValues = "-", value = { "``, begins with /", "charge, begins with /",
            "a/b, begins with /", "/a?x=1, neither ? nor #", "/a#x, neither ? nor #", "/:id, in braces",
            "/orders/:id, in braces", "/a{id}, in braces", "/{id}b, in braces", "/{id, in braces", "/id}, in braces",
            "/%7Bid%7D, in braces", "/a%7bb, in braces", "/{a}{b}, not \"a}{b\"", "/{}, between braces",
            "/{a b}, not \"a b\"", "/{a:[0-9]+}, not \"a:[0-9]+\"",
            "/{*}, not \"*\"", "/{id}/{id}, same name",
            "/*, {name...} for all", "/files/**, {name...} for all", "/a*b, {name} for any",
            "/{rest...}/x, must be the last", "//, segment \"\"", "/a//, segment \"\"", "/{id}//, segment \"\"",
            "/{path...}//, segment \"\"",
            "/{...}, between braces" })
    void anInvalidPatternIsNamedWithItsCure(String text, String hint) {
        assertThatThrownBy(() -> PathPattern.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("route \"" + text + "\"").hasMessageContaining(hint);
    }

    @ParameterizedTest
    @CsvSource({ "/a/b/, /a/b", "/{id}/, /{id}", "/, /" })
    void aSlashAtTheEndMeansNothing(String text, String same) {
        assertThat(PathPattern.parse(text)).isEqualTo(PathPattern.parse(same));
    }

    @Test
    void aRemainderIsTheLastSegment() {
        PathPattern pattern = PathPattern.parse("/files/{shop}/{path...}");
        assertThat(pattern.takesRemainder()).isTrue();
        assertThat(pattern.parameters()).containsExactly("shop", "path");
        assertThat(pattern.shape()).isNotEqualTo(PathPattern.parse("/files/{shop}/{path}").shape());
    }

    /** A peer may send one that is as long as a message, to a thread that others wait for. */
    @Test
    void aPathOfManyParametersIsReadInOnePass() {
        String path = IntStream.range(0, 100_000).mapToObj(i -> "/{" + i + "}").collect(Collectors.joining());
        assertTimeoutPreemptively(Duration.ofSeconds(30),
                () -> assertThat(PathPattern.parse(path).parameters()).hasSize(100_000));
    }

    @ParameterizedTest
    @NullSource
    void nothingIsNoPath(String text) {
        assertThatThrownBy(() -> PathPattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
