package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code micro.registry-server.gateway=false}. */
class GatewayOffIT {

    private static final String JSON = "Content-Type: application/json";

    @Test
    void aGatewayThatIsSwitchedOffIsNotThere() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.registry-server.gateway=false")) {
            int port = registry.port();
            assertThat(RawHttp.send(port, "POST /call/shop/pay", "", JSON).status()).isEqualTo(404);
            RawHttp withBody = RawHttp.send(port, "POST /call/shop/pay", "{}", JSON);
            assertThat(withBody.status()).isEqualTo(404);
            assertThat(withBody.body()).contains("the gateway is switched off");
            assertThat(RawHttp.send(port, "OPTIONS /call/shop/pay", "", "Origin: http://localhost:" + port).status())
                    .isEqualTo(404);
            assertThat(RawHttp.get(port, "/call").status()).isEqualTo(404);
            assertThat(RawHttp.get(port, "/api/status").status()).isEqualTo(200);
        }
    }
}
