package io.microcdi.it.wire;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.NamespaceView;
import io.microcdi.testing.support.Await;

/** Replays the requests of nodes of the Node.js package: our registry and our provider give the same answers. */
class AnswersTest {

    private static final Map<Party, ReferenceProvider> PROVIDERS = new HashMap<>();
    private static MicroRegistry providersRegistry;
    private static int providersRegistryPort;

    @AfterAll
    static void stop() {
        PROVIDERS.values().forEach(ReferenceProvider::close);
        if (providersRegistry != null) {
            providersRegistry.stop();
        }
    }

    @TestFactory
    Stream<DynamicNode> oursAnswerAsRecorded() throws IOException {
        return Recording.all().stream().map(recording -> dynamicContainer(recording.name(),
                recording.cases().stream().flatMap(recorded -> recorded.answering().stream()
                        .map(party -> dynamicTest(recorded.name() + ", our " + party,
                                () -> replay(recorded, party))))));
    }

    private static void replay(Case recorded, String party) throws Exception {
        Case expected = Deviation.answered(recorded);
        if (party.equals(Party.REGISTRY)) {
            replayToRegistry(expected);
        } else {
            replayToProvider(expected, provider(recorded.recording().party(party)), party);
        }
    }

    private static void replayToProvider(Case expected, ReferenceProvider provider, String party) throws Exception {
        try (Exchange exchange = new Exchange(expected, party, provider.port(), provider)) {
            exchange.replay();
            exchange.probe();
            provider.awaitIdle();
            exchange.probe();
        }
    }

    /** Each time a new one, and only the nodes are registered that the case speaks of: the others came later, or left. */
    private static void replayToRegistry(Case expected) throws Exception {
        MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
        registry.start();
        int port = registry.port();
        try (Exchange exchange = new Exchange(expected, Party.REGISTRY, port, presentIn(registry))) {
            for (Party node : expected.recording().nodes()) {
                if (expected.mentions(node) && !connectsInCase(expected, node)) {
                    exchange.connect(node.name());
                }
            }
            exchange.replay();
            exchange.probe();
            Await.until(() -> registered(registry), announced(expected, exchange.open().toList()));
        } finally {
            registry.stop();
        }
    }

    private static boolean connectsInCase(Case expected, Party node) {
        return expected.between(node.name(), Party.REGISTRY).stream().anyMatch(Line::isConnect);
    }

    /** The dial alone is the registration. */
    private static Exchange.Ours presentIn(MicroRegistry registry) {
        return new Exchange.Ours() {
            @Override
            public void dialled(String path) {
                String entry = entry(Party.announced("any", path));
                Await.until(() -> registered(registry).contains(entry), true);
            }
        };
    }

    private static Set<String> registered(MicroRegistry registry) {
        return registry.namespaces().stream().flatMap(AnswersTest::keys).collect(Collectors.toSet());
    }

    private static Stream<String> keys(NamespaceView namespace) {
        return namespace.instances().stream().map(instance -> namespace.name() + " at " + instance.key());
    }

    private static Set<String> announced(Case expected, List<String> open) {
        return open.stream().map(name -> Party.announced(name, path(expected, name)))
                .map(AnswersTest::entry).collect(Collectors.toSet());
    }

    private static String entry(Party party) {
        return party.namespace() + " at " + party.key();
    }

    private static String path(Case expected, String name) {
        return expected.between(name, Party.REGISTRY).stream().filter(Line::isConnect).findFirst().map(Line::path)
                .orElseGet(() -> expected.recording().path(name, Party.REGISTRY));
    }

    private static synchronized ReferenceProvider provider(Party party) throws Exception {
        if (providersRegistry == null) {
            providersRegistry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
            providersRegistry.start();
            providersRegistryPort = providersRegistry.port();
        }
        ReferenceProvider running = PROVIDERS.get(party);
        if (running == null) {
            running = ReferenceProvider.start(party, providersRegistryPort);
            PROVIDERS.put(party, running);
        }
        return running;
    }
}
