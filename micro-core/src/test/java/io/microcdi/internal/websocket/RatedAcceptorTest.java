package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** How many links of a node begin in a second on a server that lets no handshake wait. */
class RatedAcceptorTest {

    private static final String PATH = "/10.0.0.9/9000/orders";
    private static final String QUERY = "v=1&id=a&features=x";

    private final World world = new World().set(ConfigKeys.HANDSHAKES_PER_SECOND, 5);
    private final TestNode payments = world.node("payments", "10.0.0.5:80").listen();
    private final LinkAcceptor rated = new RatedAcceptor(acceptor(payments.node()),
            HandshakeRate.refusing(world.config(), world.timer()::nanoTime));

    private static LinkAcceptor acceptor(Node node) {
        return new LinkAcceptor() {
            @Override
            public Receiver accept(Transport transport, String path, String query) {
                return node.accept(transport, path, query);
            }

            @Override
            public Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
                return node.refusal(request, last);
            }
        };
    }

    /** The acceptor behind it writes the refused origins and hosts to the audit log. */
    @Test
    void theAcceptorBehindIsToldOfRefusedHostsAndOrigins() {
        List<String> told = new ArrayList<>();
        LinkAcceptor outer = new RatedAcceptor(new LinkAcceptor() {
            @Override
            public Receiver accept(Transport transport, String path, String query) {
                throw new AssertionError("no link was opened");
            }

            @Override
            public void refusedOrigin(ConnectRequest request, String origin) {
                told.add(origin);
            }

            @Override
            public void refusedHost(String remote, String host) {
                told.add(remote + " " + host);
            }
        }, HandshakeRate.refusing(world.config(), world.timer()::nanoTime));
        outer.refusedHost("10.0.0.9", "evil.example");
        outer.refusedOrigin(ConnectRequest.of(PATH, QUERY), "https://evil.example");
        assertThat(told).containsExactly("10.0.0.9 evil.example", "https://evil.example");
    }

    private Optional<ConnectRefusal> refusal(String path, String remote) {
        return rated.refusal(ConnectRequest.of(path, QUERY).from(remote));
    }

    @Test
    void aLinkBeyondTheRateIsRefusedUntilItsTurn() {
        for (int i = 0; i < 5; i++) {
            assertThat(refusal(PATH, "10.0.0.9")).isEmpty();
        }
        ConnectRefusal refusal = refusal(PATH, "10.0.0.9").orElseThrow();
        assertThat(List.of(refusal.status(), refusal.code(), refusal.retryAfter())).containsExactly(503, 1013, 2);
        assertThat(refusal.reason()).contains("micro.server.handshakes-per-second");
        world.advance(Duration.ofSeconds(1));
        assertThat(refusal(PATH, "10.0.0.9")).isEmpty();
    }

    @Test
    void aHandshakeThatTheNodeRefusesTakesNoTurn() {
        for (int i = 0; i < 50; i++) {
            assertThat(refusal("/10.0.0.9/9000/registry", "10.0.0.9")).isPresent();
        }
        assertThat(refusal(PATH, "10.0.0.9")).isEmpty();
    }

    /** The node keeps the identity of each handshake that it has admitted until its link opens. */
    @Test
    void aLinkThatHadNoTurnIsNotExpected() {
        for (int i = 0; i < 5; i++) {
            assertThat(refusal("/10.0.0.9/910" + i + "/orders", "10.0.0.9")).isEmpty();
        }
        assertThat(refusal(PATH, "10.0.0.9")).isPresent();
        rated.accept(new Pipe(Runnable::run).acceptor(), PATH, QUERY);
        assertThat(payments.node().openLinks()).singleElement()
                .satisfies(link -> assertThat(link.peer().identity().remote()).isNull());
    }
}
