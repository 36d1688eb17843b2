package io.microcdi.bench.registry;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.microcdi.bench.memory.MemoryPeer;
import io.microcdi.bench.memory.Rounds;
import io.microcdi.bench.memory.ThreadTime;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.registry.EngineRegistry;

/** {@code /-/find} on the thread that reads, from the text of the question to the text of the answer. */
public final class FindCost {

    private static final int ROUNDS = 151;
    private static final int FINDS = 10_000;

    private final EngineRegistry registry = Registries.make();
    private final Receiver link;
    private final String question;
    private String answer;
    private int id;

    private FindCost(int instances, int excluded) {
        registry.start();
        Registries.register(registry, instances);
        link = registry.accept(new MemoryPeer(text -> answer = text), "/10.255.0.1/9000/asker", null);
        String keys = IntStream.range(0, excluded).mapToObj(i -> '"' + Registries.host(i) + ":9000\"")
                .collect(Collectors.joining(","));
        question = ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":{\"namespace\":\""
                + Registries.NAMESPACE + "\",\"exclude\":[" + keys + "]}}}";
    }

    /**
     * The cost of a find among many instances, divided by its cost with one instance.
     *
     * @param excluded how many are there that are not wanted
     */
    public static double ratio(int instances, int excluded) throws Exception {
        FindCost many = new FindCost(instances, excluded);
        FindCost one = new FindCost(1 + excluded, excluded);
        try {
            return Rounds.ratio(ROUNDS, many::nanoseconds, one::nanoseconds);
        } finally {
            many.registry.stop();
            one.registry.stop();
        }
    }

    private double nanoseconds() {
        double each = ThreadTime.nanoseconds(FINDS, i -> link.text("{\"id\":" + id++ + question));
        if (answer == null || !answer.contains("\"port\":9000")) {
            throw new IllegalStateException("not an instance, but " + answer);
        }
        return each;
    }
}
