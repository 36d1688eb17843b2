package io.microcdi.cdi.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePathTest {

    @ParameterizedTest
    @ValueSource(strings = { "/", "/charge", "/a/b/c", "/orders/{id}", "/{a}/x/{b_c}", "/-x", "/über", "/a.b~c" })
    void paths(String text) {
        assertThat(RoutePath.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "``              | begin",
            "charge          | begin",
            "/-/health       | reserved",
            "/orders/{id     | segment \"{id\"",
            "/orders/x{id}   | segment \"x{id}\"",
            "/orders/{}      | segment \"{}\"",
            "/a//b           | segment \"\"",
            "/a/             | segment \"\"",
            "/a b            | segment \"a b\"",
            "/a?b=c          | ?",
            "/{id}/{id}      | twice" })
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
