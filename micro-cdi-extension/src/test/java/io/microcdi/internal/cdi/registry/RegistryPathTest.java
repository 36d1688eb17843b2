package io.microcdi.internal.cdi.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.SessionOptions;

/** The node and the registry of one application share its endpoints, by path. */
class RegistryPathTest {

    /** Tells what it was asked in the reason for which it refuses. */
    private record Named(String name) implements LinkAcceptor {

        /** Tells by its failure. */
        @Override
        public Receiver accept(Transport transport, String path, String query) {
            throw new IllegalStateException(name + " " + path + " " + query);
        }

        /** Of a size that only the registry has. */
        @Override
        public SessionOptions sessionOptions(String path, SessionOptions usual) {
            return name.equals("registry") && path.startsWith("/10.") ? usual.forIdleLinks() : usual;
        }

        /** Tells by its failure. */
        @Override
        public void refusedHost(String remote, String host) {
            throw new IllegalStateException(name + " " + remote + " " + host);
        }

        @Override
        public Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
            return Optional.of(new ConnectRefusal(403, 1008, name + " " + request.path()));
        }
    }

    private static LinkAcceptor at(String path) {
        return RegistryPath.of(path, new Named("registry"), new Named("node"));
    }

    @ParameterizedTest
    @CsvSource({ "/registry, /registry/10.0.0.5/8080/orders, registry /10.0.0.5/8080/orders",
            "/registry, /registry/10.0.0.5/8080, registry /10.0.0.5/8080",
            "/registry, /10.0.0.5/8080/orders, node /10.0.0.5/8080/orders",
            "/registry, /10.0.0.5/8080/registry/x, node /10.0.0.5/8080/registry/x",
            "/registry, /registry2/8080/orders, node /registry2/8080/orders",
            "/a/b, /a/b/10.0.0.5/8080/orders, registry /10.0.0.5/8080/orders",
            "/a/b, /a/8080/orders, node /a/8080/orders" })
    void theRegistryTakesWhatIsBelowItsPath(String path, String connect, String taken) {
        assertThat(at(path).refusal(ConnectRequest.of(connect, null)).map(ConnectRefusal::reason)).contains(taken);
    }

    @ParameterizedTest
    @CsvSource({ "/registry/10.0.0.5/8080/orders, registry /10.0.0.5/8080/orders a=b",
            "/10.0.0.5/8080/orders, node /10.0.0.5/8080/orders a=b",
            "/registry/8080/orders, node /registry/8080/orders a=b" })
    void aLinkGoesToWhereItsHandshakeWent(String connect, String taken) {
        LinkAcceptor both = at("/registry");
        assertThatThrownBy(() -> both.accept(null, connect, "a=b")).hasMessage(taken);
    }

    @Test
    void theNodeIsToldOfARefusedHost() {
        LinkAcceptor both = at("/registry");
        assertThatThrownBy(() -> both.refusedHost("10.0.0.9", "evil.example"))
                .hasMessage("node 10.0.0.9 evil.example");
    }

    @Test
    void theRegistryUsesItsSessionsInItsOwnWay() {
        SessionOptions usual = SessionOptions.of(MicroConfig.defaults());
        LinkAcceptor both = at("/registry");
        assertThat(both.sessionOptions("/registry/10.0.0.5/8080/orders", usual)).isNotEqualTo(usual)
                .isEqualTo(usual.forIdleLinks());
        assertThat(both.sessionOptions("/10.0.0.5/8080/orders", usual)).isEqualTo(usual);
        assertThat(both.sessionOptions("/registry/8080/orders", usual)).isEqualTo(usual);
    }

    /** A registry in a container is often reached by a host of that name, and so is the node beside it. */
    @ParameterizedTest
    @CsvSource({ "/registry/8080/orders", "/registry/8080", "/registry/80/shop/eu" })
    void aNodeOnAHostOfThatNameReachesTheNode(String connect) {
        assertThat(at("/registry").refusal(ConnectRequest.of(connect, null)).map(ConnectRefusal::reason))
                .contains("node " + connect);
    }

    @Test
    void namespacesMayBeAsDeepAsElsewhere() {
        assertThat(at("/a/b").maxSegments()).isEqualTo(new Named("node").maxSegments() + 2);
    }
}
