package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** A registry, nodes that come, hang and go, and what must hold of those that are registered. */
final class RegistryModel {

    /** The events of the model. */
    enum Event {
        CONNECT, BEAT, TIME, CLOSE, BREAK, FREEZE, THAW,
        /** The registry itself was stopped for a while. */
        PAUSE
    }

    /** Few, so that keys meet. */
    private static final List<String> NAMESPACES = List.of("payments", "orders");
    private static final List<String> IDS = List.of("", "a", "b");
    private static final int PORTS = 2;
    private static final Duration SILENT = Duration.ofSeconds(20);

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);
    private final RawPeer visitor = RawPeer.dial(world,
            "ws://" + World.REGISTRY + "/visitor.invalid/1/visitor?v=1&id=visitor");
    private final List<Node> nodes = new ArrayList<>();
    private final int alarms = world.timer().alarms();
    private int asked;

    /** A link of a node. */
    private static final class Node {

        final String namespace;
        final int port;
        final String id;
        final RawPeer peer;
        long heard;
        /** Whether it ever was; from then on it counts as dead or alive. */
        boolean frozen;

        Node(String namespace, int port, String id, RawPeer peer, long now) {
            this.namespace = namespace;
            this.port = port;
            this.id = id;
            this.peer = peer;
            this.heard = now;
        }

        String key() {
            return "10.0.0.5:" + port;
        }

        boolean isOpen() {
            return !peer.pipe().isClosed();
        }

        boolean isAt(Node other) {
            return other != this && other.namespace.equals(namespace) && other.port == port;
        }

        int closeCode() {
            return peer.pipe().acceptor().closeCode();
        }
    }

    void happens(Event event, int number) {
        switch (event) {
            case CONNECT -> connect(number);
            case BEAT -> open(number, node -> {
                if (!node.frozen) {
                    node.peer.send("{\"id\":1,\"mode\":0,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}");
                    node.heard = world.timer().nanoTime();
                }
            });
            case TIME -> world.advance(Duration.ofMillis(number));
            case CLOSE -> open(number, node -> node.peer.close(1000, "bye"));
            case BREAK -> open(number, node -> node.peer.pipe().cut());
            case FREEZE -> open(number, node -> {
                node.frozen = true;
                node.peer.pipe().dialler().freeze();
            });
            case THAW -> open(number, node -> node.peer.pipe().dialler().thaw());
            case PAUSE -> world.timer().skip(Duration.ofMillis(10L * number));
            default -> throw new AssertionError(event);
        }
    }

    private void connect(int number) {
        String namespace = NAMESPACES.get(number % NAMESPACES.size());
        int port = 9000 + number / 10 % PORTS;
        String id = IDS.get(number / 100 % IDS.size());
        String lease = nodes.stream().filter(node -> node.namespace.equals(namespace) && node.port == port
                && node.id.equals(id)).map(node -> Leases.told(node.peer)).filter(told -> !told.isEmpty())
                .reduce("", (older, newer) -> newer);
        RawPeer peer = RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.5/" + port + "/"
                + namespace + (id.isEmpty() ? "" : "?v=1&features=lease&id=" + id));
        nodes.add(new Node(namespace, port, id, peer, world.timer().nanoTime()));
        if (!lease.isEmpty()) {
            peer.send(Leases.proof(lease, Leases.nonce(peer), "10.0.0.5:" + port));
        }
    }

    private void open(int number, Consumer<Node> action) {
        List<Node> open = nodes.stream().filter(Node::isOpen).toList();
        if (!open.isEmpty()) {
            action.accept(open.get(number % open.size()));
        }
    }

    /** Holds at every moment. */
    void check() {
        int registered = 0;
        for (String namespace : NAMESPACES) {
            List<String> keys = registry.keys(namespace);
            registered += keys.size();
            assertThat(keys).doesNotHaveDuplicates();
            assertThat(keys).allMatch(key -> isThere(namespace, key));
            String found = find(namespace);
            assertThat(found.isEmpty() ? keys.isEmpty() : keys.contains(found)).as("find says '%s' of %s", found, keys)
                    .isTrue();
        }
        assertThat(registry.get().instances()).isEqualTo(registered);
        assertThat(nodes).allSatisfy(this::check);
    }

    private void check(Node node) {
        if (node.isOpen()) {
            assertThat(registry.keys(node.namespace)).as("the instance with the place of one that is there")
                    .contains(node.key());
        }
        if (node.frozen) {
            return;
        }
        switch (node.closeCode()) {
            case 4001 -> assertThat(nodes).as("the peer that replaced a living node").anyMatch(
                    other -> node.isAt(other) && !node.id.isEmpty() && other.id.equals(node.id));
            case 4000 -> assertThat(world.timer().nanoTime() - node.heard).as("silence of one that was taken out")
                    .isGreaterThan(SILENT.toNanos());
            case 1008 -> assertThat(nodes).as("the peer that had the address").anyMatch(node::isAt);
            default -> assertThat(node.closeCode()).isZero();
        }
    }

    private boolean isThere(String namespace, String key) {
        return nodes.stream().anyMatch(nodeAt(namespace, key).and(Node::isOpen));
    }

    private static Predicate<Node> nodeAt(String namespace, String key) {
        return node -> node.namespace.equals(namespace) && node.key().equals(key);
    }

    private String find(String namespace) {
        asked++;
        String answer = visitor.ask(asked, "/-/find", "{\"namespace\":\"" + namespace + "\"}");
        assertThat(answer).startsWith("{\"id\":" + asked + ",");
        int port = answer.indexOf("\"port\":");
        return port < 0 ? "" : "10.0.0.5:" + answer.substring(port + 7, port + 11);
    }

    /** All leave: nothing is left of them, and each address is free. */
    void end() {
        nodes.forEach(node -> node.peer.pipe().dialler().thaw());
        nodes.stream().filter(Node::isOpen).forEach(node -> node.peer.close(1000, "bye"));
        assertThat(registry.get().namespaces()).isEmpty();
        assertThat(registry.get().instances()).isZero();
        world.advance(Duration.ofSeconds(10));
        assertThat(world.timer().alarms()).as("alarms that are left").isEqualTo(alarms);
        for (int number = 0; number < 10 * PORTS; number++) {
            connect(number);
            nodes.get(nodes.size() - 1).peer.close(1000, "bye");
        }
        assertThat(nodes).filteredOn(Node::isOpen).isEmpty();
        assertThat(registry.get().instances()).isZero();
    }
}
