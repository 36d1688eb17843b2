package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.registry.ProxyAnswer;

/** The calls and answers between two registries, as texts. */
class MemberCallsTest {

    @Test
    void aCallIsReadAsItWasWritten() {
        MemberCalls.Call call = new MemberCalls.Call("payments", "10.0.0.5:80", "/charge", "{\"a\": 1.50}", "an-id",
                Map.of("traceparent", "00-1", "tenant", "\u00e9\n"));
        assertThat(MemberCalls.parse(MemberCalls.write(call, "a proof"), "an-id"))
                .isEqualTo(new MemberCalls.Received(call, "a proof"));
    }

    /** The registry sends the entries to an instance, which closes a link with a text that is no JSON. */
    @ParameterizedTest
    @ValueSource(strings = { "{\"a\\\"b\":\"c\"}", "{\"Tenant\":\"c\"}", "{\"\":\"c\"}", "{\"correlation-id\":\"c\"}",
            "{\"authorization\":\"Bearer a\"}" })
    void aCallWithOtherMetadataThanThatOfAnApplicationIsRefused(String metadata) {
        assertThatThrownBy(
                () -> MemberCalls.parse("{\"namespace\":\"payments\",\"metadata\":" + metadata + "}", "an-id"))
                .isInstanceOfSatisfying(RequestRefusedException.class,
                        refused -> assertThat(refused.status()).isEqualTo(400));
    }

    /** The gateway writes the status into its own answer. */
    @ParameterizedTest
    @ValueSource(strings = { "", "no number", "1,\\\"executed\\\":false", "\\\"", "\\\"a\\\" 1", "[]", "null" })
    void anAnswerWithAStatusThatIsNoneCannotBeRead(String status) {
        ProxyAnswer answer = MemberCalls
                .answer("{\"outcome\":\"FAILED\",\"status\":\"" + status + "\",\"executed\":true,\"message\":\"x\"}");
        assertThat(answer.status()).isEqualTo("502");
        assertThat(answer.message()).contains("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = { "404", "\\\"OUT_OF_STOCK\\\"", "1e3" })
    void anAnswerKeepsTheStatusOfTheHandler(String status) {
        ProxyAnswer answer = MemberCalls
                .answer("{\"outcome\":\"FAILED\",\"status\":\"" + status + "\",\"executed\":true,\"message\":\"x\"}");
        assertThat(answer.message()).isEqualTo("x");
        assertThat(MemberCalls.answer(MemberCalls.write(answer))).isEqualTo(answer);
    }
}
