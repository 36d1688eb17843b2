package io.microcdi.internal.registry.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    @Test
    void nothingGivenLeavesAllToConfiguration() {
        Arguments arguments = Arguments.parse();
        assertThat(arguments.port()).isEmpty();
        assertThat(arguments.host()).isEmpty();
        assertThat(arguments.help()).isFalse();
    }

    @Test
    void valuesFollowOrAreJoined() {
        assertThat(Arguments.parse("--port", "9000", "--host", "10.0.0.7", "--key-store", "/k.p12",
                "--libraries", "/l")).isEqualTo(
                        Arguments.parse("--port=9000", "--host=10.0.0.7", "--key-store=/k.p12", "--libraries=/l"));
        assertThat(Arguments.parse("--libraries", "/l").libraries()).contains("/l");
        assertThat(Arguments.parse("--key-store", "/k.p12").keyStore()).contains("/k.p12");
        assertThat(Arguments.parse("--port", "9000").port()).contains(9000);
    }

    @Test
    void bracketsOfAnAddressAreNotPartOfIt() {
        assertThat(Arguments.parse("--host", "[::1]").host()).contains("::1");
    }

    @Test
    void helpIsWanted() {
        assertThat(Arguments.parse("--help").help()).isTrue();
        assertThat(Arguments.USAGE).contains("--port", "--host", "--key-store", "--libraries", "--help", "8427");
    }

    @ParameterizedTest
    @ValueSource(strings = { "soon", "-1", "65536", "", "99999999999", "80 " })
    void aPortThatIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("--port", text))
                .withMessageContaining("--port " + text + ":").withMessageContaining("from 0 to 65535");
    }

    @Test
    void unknownArguments() {
        assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("--prot", "9000"))
                .withMessageContaining("--prot").withMessageContaining("--port N");
        assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("9000")).withMessageContaining("9000");
    }

    @Test
    void aMissingValue() {
        assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("--port"))
                .withMessage("--port has no value");
        assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse("--host", " "))
                .withMessageContaining("--host is empty");
    }
}
