package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePathTest {

    @ParameterizedTest
    @ValueSource(strings = { "/", "/charge", "/a/b/c", "/orders/{id}", "/{a}/x/{b_c}", "/-x", "/über", "/a.b~c",
            "/a b", "/files/{path...}" })
    void paths(String text) {
        assertThat(RoutePath.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "``              | begins with /",
            "charge          | begins with /",
            "/-/health       | reserved",
            "/-              | reserved",
            "/%2D/health     | reserved",
            "/%2d            | reserved",
            "/a%0a           | no control character",
            "/a%7Bb%7D       | in braces",
            "/orders/{id     | segment \"{id\": write a parameter as a whole segment",
            "/orders/x{id}   | segment \"x{id}\": write a parameter as a whole segment",
            "/orders/:id     | as /orders/{id}",
            "/orders/{}      | between braces",
            "/a//b           | segment \"\"",
            "/a//            | segment \"\"",
            "/a/%2F//        | segment \"\"",
            "//              | route \"//\", segment \"\": expected at least one character",
            "///             | route \"///\", segment \"\": expected at least one character",
            "/a/*            | {name...} for all that follow",
            "/a?b=c          | neither ? nor #",
            "/{id}/{id}      | the same name" })
    void notPaths(String text, String reason) {
        assertThatThrownBy(() -> RoutePath.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void pathsThatMatchTheSameUrlsHaveOneShape() {
        assertThat(RoutePath.parse("/orders/{id}").shape()).isEqualTo(RoutePath.parse("/orders/{nr}").shape())
                .isNotEqualTo(RoutePath.parse("/orders/id").shape());
    }
}
