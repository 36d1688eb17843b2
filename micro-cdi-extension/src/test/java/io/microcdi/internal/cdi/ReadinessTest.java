package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.CallInterceptor;
import io.microcdi.MicroNode;
import io.microcdi.OutgoingCall;

/** The check of MicroProfile Health for a node. */
class ReadinessTest {

    @AfterEach
    void forget() {
        HealthCheckResponse.setResponseProvider(null);
    }

    @ParameterizedTest
    @ValueSource(strings = { "auto", "required", "permissive", "off" })
    void theCheckSaysWhoMustProveWhoHeIs(String mode) {
        assertThat(check(mode).getData().orElseThrow()).containsEntry("security", mode);
    }

    @Test
    void aNodeThatNoRegistryHasRegisteredIsNotReady() {
        HealthCheckResponse response = check("off");
        assertThat(response.getName()).isEqualTo("micro-readiness:test");
        assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(response.getData().orElseThrow()).containsEntry("namespace", "test").containsEntry("registry", false)
                .containsEntry("registries", "ws://localhost:8427 not registered").containsEntry("links", 0L)
                .containsEntry("started", false).containsEntry("queued", 0L).containsEntry("ejected", 0L)
                .doesNotContainKeys("problem", "ejected-from");
    }

    /** A server may ask while the application starts, on a thread that has no context of it. */
    @Test
    void aHealthCheckDoesNotBuildTheNode() {
        HealthCheckResponse.setResponseProvider(Response::new);
        Ticket.made = 0;
        try (App app = App.of(Probe.class, Ticket.class)) {
            Probe probe = app.bean(Probe.class);
            assertThat(probe.live.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
            assertThat(probe.started.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
            HealthCheckResponse ready = probe.check.call();
            assertThat(ready.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
            assertThat(ready.getName()).isEqualTo("micro-readiness:test");
            assertThat(ready.getData().orElseThrow()).containsOnly(Map.entry("namespace", "test"),
                    Map.entry("ready", false), Map.entry("started", false));
            assertThat(Ticket.made).as("the interceptors of a node").isZero();
            app.node();
            assertThat(Ticket.made).isEqualTo(1);
        }
    }

    @Dependent
    static class Ticket implements CallInterceptor {
        static int made;

        Ticket() {
            made++;
        }

        @Override
        public void intercept(OutgoingCall call) {
        }
    }

    @Test
    void aNodeThatWaitsForARegistryLivesAndHasNotStarted() {
        HealthCheckResponse.setResponseProvider(Response::new);
        try (App app = App.of(Probe.class)) {
            app.bean(MicroNode.class).namespace();
            Probe probe = app.bean(Probe.class);
            HealthCheckResponse live = probe.live.call();
            assertThat(live.getName()).isEqualTo("micro-liveness:test");
            assertThat(live.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
            HealthCheckResponse started = probe.started.call();
            assertThat(started.getName()).isEqualTo("micro-startup:test");
            assertThat(started.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        }
    }

    private static HealthCheckResponse check(String mode) {
        HealthCheckResponse.setResponseProvider(Response::new);
        try (App app = App.of(Map.of("micro.security.mode", mode), Probe.class)) {
            app.bean(MicroNode.class).namespace();
            return app.bean(Probe.class).check.call();
        }
    }

    /** As a server's health endpoint finds the check. */
    @Dependent
    static class Probe {

        @Inject
        @Readiness
        HealthCheck check;

        @Inject
        @Liveness
        HealthCheck live;

        @Inject
        @Startup
        HealthCheck started;
    }

    /** The response of a server that has MicroProfile Health, as simple as can be. */
    private static final class Response extends HealthCheckResponseBuilder {

        private final Map<String, Object> data = new HashMap<>();
        private String name;
        private boolean up;

        @Override
        public HealthCheckResponseBuilder name(String newName) {
            name = newName;
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, String value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, long value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, boolean value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder up() {
            return status(true);
        }

        @Override
        public HealthCheckResponseBuilder down() {
            return status(false);
        }

        @Override
        public HealthCheckResponseBuilder status(boolean newUp) {
            up = newUp;
            return this;
        }

        @Override
        public HealthCheckResponse build() {
            return new HealthCheckResponse(name,
                    up ? HealthCheckResponse.Status.UP : HealthCheckResponse.Status.DOWN, Optional.of(data));
        }
    }
}
