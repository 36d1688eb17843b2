package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

class NodeNamespaceTest {

    @ParameterizedTest
    @CsvSource({
            "/payments,      '',            payments",
            "/payments,      Payment desk,  payments",
            "/shop/payments, '',            shop/payments",
            "'',             payments,      payments",
            "'',             payments.war,  payments",
            "/v1.2~x_y-z,    '',            v1.2~x_y-z" })
    void theContextPathElseTheName(String contextPath, String displayName, String namespace) {
        assertThat(NodeNamespace.of(MicroConfig.defaults(), FixedWebApp.at(contextPath, displayName), true))
                .isEqualTo(namespace);
    }

    @ParameterizedTest
    @CsvSource({
            "/my%20shop, payments,  the context path \"/my%20shop\"",
            "/-x,        '',        the context path \"/-x\"",
            "/registry,  '',        the context path \"/registry\"",
            "'',         '',        the application's name \"\"",
            "'',         My shop,   the application's name \"My shop\"" })
    void anInvalidNamespaceIsNotCorrected(String contextPath, String displayName, String origin) {
        FixedWebApp application = FixedWebApp.at(contextPath, displayName);
        assertThatThrownBy(() -> NodeNamespace.of(MicroConfig.defaults(), application, true))
                .hasMessageStartingWith("MICRO002003: ").hasMessageContaining(origin)
                .hasMessageContaining("for example by the line micro.namespace=orders");
        assertThat(NodeNamespace.of(MicroConfig.defaults(), application, false)).isEqualTo("client");
    }

    @Test
    void theConfiguredNamespaceWins() {
        MicroConfig config = MicroConfig.defaults().with(ConfigKeys.NAMESPACE, "configured");
        assertThat(NodeNamespace.of(config, FixedWebApp.at("/payments", "x"), true)).isEqualTo("configured");
        assertThat(NodeNamespace.of(config, WebAppInfo.NONE, false)).isEqualTo("configured");
    }
}
