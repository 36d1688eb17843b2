package io.microcdi.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.microcdi.link.Receiver;
import io.microcdi.standalone.RegistryServer;

/**
 * {@code /-/find} on the thread that reads, from the text of the question to the text of the answer, by the processor time
 * of that thread: what else runs on the machine does not count.
 */
final class FindCost {

    private static final int ROUNDS = 151;
    private static final int FINDS = 10_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final RegistryServer registry = Registries.make();
    private final MemoryPeer peer = new MemoryPeer();
    private final Receiver link;
    private final String question;
    private int id;

    private FindCost(int instances, int excluded) {
        registry.start();
        Registries.register(registry, 0, instances);
        link = MemoryPeer.connect(registry, peer, "/10.255.0.1/9000/asker");
        String keys = IntStream.range(0, excluded).mapToObj(i -> '"' + Registries.host(i) + ":9000\"")
                .collect(Collectors.joining(","));
        question = ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":{\"namespace\":\""
                + Registries.NAMESPACE + "\",\"exclude\":[" + keys + "]}}}";
    }

    /** What one costs among ten thousand, by what it costs where only one is left. */
    static double ratio(int excluded) throws Exception {
        FindCost many = new FindCost(Bench.MANY, excluded);
        FindCost one = new FindCost(1 + excluded, excluded);
        try {
            return Rounds.ratio(ROUNDS, many::nanoseconds, one::nanoseconds);
        } finally {
            many.registry.stop();
            one.registry.stop();
        }
    }

    private double nanoseconds() {
        long begun = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < FINDS; i++) {
            link.text("{\"id\":" + id++ + question);
        }
        double each = (double) (threads.getCurrentThreadCpuTime() - begun) / FINDS;
        if (peer.last() == null || !peer.last().contains("\"port\":9000")) {
            throw new IllegalStateException("not an instance, but " + peer.last());
        }
        return each;
    }
}
