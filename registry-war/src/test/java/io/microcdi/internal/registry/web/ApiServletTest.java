package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.microcdi.registry.ProxyAnswer;

/** The API's answers for the answers of services. */
class ApiServletTest {

    private static ProxyAnswer failed(String status) {
        return new ProxyAnswer(ProxyAnswer.Outcome.FAILED, status, null, "no route /-/openapi in stock", false);
    }

    @Test
    void aServiceWithoutADocumentIsToldThePlugin() {
        ProxyAnswer answer = ApiServlet.withCure("stock", failed("404"));
        assertThat(answer.status()).isEqualTo("404");
        assertThat(answer.message()).contains("stock has no OpenAPI document", "micro-maven-plugin");
    }

    @Test
    void otherFailuresStayAsTheyAre() {
        assertThat(ApiServlet.withCure("stock", failed("503"))).isEqualTo(failed("503"));
    }
}
