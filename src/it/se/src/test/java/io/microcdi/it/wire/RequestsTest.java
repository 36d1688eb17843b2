package io.microcdi.it.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import io.microcdi.config.RetryMode;

/** Replays the actions of users of the Node.js package on our node: it dials and sends the same. */
class RequestsTest {

    /** Each waits 5 s for a hello, which no registry of the recordings sent; so they wait at the same time. */
    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicNode> oursAskAsRecorded() throws IOException {
        return Recording.all().stream().map(recording -> dynamicContainer(recording.name(),
                recording.cases().stream().flatMap(c -> c.calling().stream().flatMap(node -> tests(c, node)))));
    }

    private static Stream<DynamicNode> tests(Case recorded, String node) {
        Case ours = Deviation.requested(recorded);
        boolean repeats = Operations.of(recorded, node).stream()
                .anyMatch(operation -> operation instanceof Operation.Call call && call.retries() > 0);
        String name = recorded.name() + ", our " + node;
        if (ours.lines().equals(recorded.lines())) {
            return Stream.of(dynamicTest(name, () -> replay(recorded, recorded, node, repeats)));
        }
        DynamicNode deviating = dynamicTest(name + ": " + Deviation.of(recorded).orElseThrow().reason(),
                () -> replay(recorded, ours, node, false));
        if (!repeats) {
            return Stream.of(deviating);
        }
        DynamicNode repeating = dynamicTest(name + ", repeated", () -> replay(recorded, recorded, node, true));
        // with the rule of the reference, which such a case needs, nothing deviates
        return hasFailedBefore(Operations.of(recorded, node)) ? Stream.of(repeating)
                : Stream.of(deviating, repeating);
    }

    /** Whether an instance had failed before the case began. One failure ejects an instance of the reference. */
    private static boolean hasFailedBefore(List<Operation> operations) {
        return operations.stream()
                .anyMatch(operation -> operation instanceof Operation.Call call && !call.failed().isEmpty());
    }

    private static void replay(Case recorded, Case expected, String node, boolean idempotent) throws Exception {
        List<Operation> operations = Operations.of(recorded, node);
        boolean lives = operations.stream().anyMatch(Operation.Live.class::isInstance);
        Party as = recorded.recording().party(node);
        RetryMode retry = hasFailedBefore(operations) ? RetryMode.ALWAYS : RetryMode.SAFE;
        try (Script script = new Script(expected, node);
                User user = new User(script, as, idempotent, lives, retry)) {
            if (operations.stream().noneMatch(Operation.Start.class::isInstance)) {
                user.start();
                prepare(user, recorded, node, operations);
            }
            script.begin();
            for (Operation operation : operations) {
                user.run(operation);
            }
            List<Line> sent = expected.where(line -> line.from().equals(node) && line.kind() != Line.Kind.CLOSE);
            if (lives) {
                // a node goes on living
                assertThat(comparable(script.came().subList(0, sent.size()))).isEqualTo(comparable(sent));
            } else {
                user.fence();
                assertThat(comparable(script.came())).isEqualTo(comparable(sent));
            }
        }
    }

    /** Links that were open when the case began, and instances that had failed. */
    private static void prepare(User user, Case recorded, String node, List<Operation> operations) {
        Recording recording = recorded.recording();
        for (Operation operation : operations) {
            if (operation instanceof Operation.Call call) {
                recording.nodes().stream().filter(peer -> call.failed().contains(peer.key())).forEach(peer -> {
                    user.link(peer.name(), peer.namespace());
                    user.fail(peer.namespace());
                });
            }
        }
        Set<String> linked = new LinkedHashSet<>();
        for (Operation operation : operations) {
            if (operation instanceof Operation.Call call && call.party() != null) {
                linked.add(call.party());
            } else if (operation instanceof Operation.Request request) {
                linked.add(request.party());
            } else if (operation instanceof Operation.Push push) {
                linked.add(push.party());
            } else if (operation instanceof Operation.Lookup) {
                user.link(Party.REGISTRY, Script.DIRECT);
            }
        }
        linked.removeIf(party -> recorded.between(node, party).stream().anyMatch(Line::isConnect));
        linked.forEach(party -> user.link(party, recording.party(party).namespace()));
    }

    /** Lines as they compare: to whom, and the URL or the frame without what is another each time. */
    private static List<List<Object>> comparable(List<Line> lines) {
        Map<String, Iterator<?>> masked = new HashMap<>();
        for (Line line : lines) {
            masked.computeIfAbsent(line.to(), to -> Masks.mask(lines.stream()
                    .filter(l -> l.to().equals(to) && !l.isConnect()).map(Line::text).toList()).iterator());
        }
        List<List<Object>> comparable = new ArrayList<>();
        for (Line line : lines) {
            comparable.add(List.of(line.to(), line.isConnect() ? line.text() : masked.get(line.to()).next()));
        }
        return comparable;
    }
}
