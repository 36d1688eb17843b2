package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.MicroRegistryBuilder;
import io.microcdi.registry.ProxyAnswer;

/** The place of a call among those in work. */
class GatewayCallTest {

    private final Attributes attributes = attributes();
    private final GatewayCall call = new GatewayCall(attributes, "payments/charge", Duration.ofSeconds(1),
            CallProtocol.WS, PeerIdentity.UNPROVED, "Bearer not-for-logs", Map.of());

    private static Attributes attributes() {
        List<ConfigKey<?>> keys = new ArrayList<>(MicroRegistryBuilder.keys());
        keys.addAll(RegistryServerKeys.ALL);
        MicroConfig config = MicroConfig.read(key -> Optional.empty(), keys)
                .with(RegistryServerKeys.MAX_CALLS, 1);
        EngineRegistry registry = EngineRegistry.inServer(config, Executors.defaultThreadFactory(), () -> null);
        return Attributes.of(registry, registry, config,
                Access.of(config, registry, new OriginPolicy(List.of()), null));
    }

    /** A filter of the application in front may not support asynchronous requests, and a listener may not be taken. */
    @ParameterizedTest
    @ValueSource(strings = { "startAsync", "setTimeout", "addListener" })
    void aRequestThatCannotWaitKeepsNoPlace(String failing) {
        HttpServletRequest request = request(failing);
        assertThatThrownBy(() -> call.collect(request)).hasMessage(failing);
        attributes.places().enter("10.0.0.9").run();
        CompletableFuture<ProxyAnswer> answer = new CompletableFuture<>();
        AtomicInteger places = new AtomicInteger(1);
        assertThatThrownBy(() -> GatewayCall.answer(request, null, answer, attributes.limits(), Duration.ofSeconds(1),
                UnaryOperator.identity(), () -> places.set(0))).hasMessage(failing);
        assertThat(places).hasValue(0);
        assertThat(answer).as("nobody waits for the answer").isCancelled();
    }

    private static HttpServletRequest request(String failing) {
        return proxy(HttpServletRequest.class, failing,
                Map.of("getRemoteAddr", "10.0.0.9", "startAsync", proxy(AsyncContext.class, failing, Map.of())));
    }

    private static <T> T proxy(Class<T> type, String failing, Map<String, Object> results) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                (self, method, arguments) -> {
                    if (method.getName().equals(failing)) {
                        throw new IllegalStateException(failing);
                    }
                    return results.get(method.getName());
                }));
    }

    @Test
    void theTokenOfTheUserIsInNoText() {
        assertThat(call.toString()).contains("payments/charge").doesNotContain("not-for-logs");
    }
}
