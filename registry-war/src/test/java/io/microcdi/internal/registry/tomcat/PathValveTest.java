package io.microcdi.internal.registry.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathValveTest {

    @ParameterizedTest
    @CsvSource({
            "/[::1]/9000/ns, /%5B::1%5D/9000/ns",
            "/%5B::1%5D/9000/ns, /%5B::1%5D/9000/ns",
            "/127.0.0.1/9000/ns/, /127.0.0.1/9000/ns",
            "/127.0.0.1/9000/ns//, /127.0.0.1/9000/ns/",
            "/127.0.0.1/9000/ns, /127.0.0.1/9000/ns",
            "/, /" })
    void cleaned(String raw, String expected) {
        assertThat(PathValve.cleaned(raw)).isEqualTo(expected);
    }
}
