package io.microcdi.bench.growth;

import java.util.ArrayList;
import java.util.List;

import io.microcdi.RawJson;
import io.microcdi.bench.memory.MemoryPeer;
import io.microcdi.bench.memory.Rounds;
import io.microcdi.bench.memory.ThreadTime;
import io.microcdi.internal.link.Receiver;

/**
 * Measures the cost of a request for the serving node, from its text to the text of the answer; its handler does
 * nothing.
 */
public final class ServingCost implements AutoCloseable {

    private static final int ROUNDS = 101;
    private static final int REQUESTS = 10_000;
    /** Of as many digits as the last. */
    private static final int FIRST = 1_000;
    private static final int FACTOR = 1_103_515_245;

    private final GrowingNode node = new GrowingNode();
    private final List<Receiver> links = new ArrayList<>();
    private final int routes;
    private String answer;
    private int chance = 1;
    private int id;

    private ServingCost(int links, int routes) {
        for (int i = 0; i < links; i++) {
            this.links.add(node.accept(new MemoryPeer(text -> answer = text), i));
        }
        this.routes = routes;
        RawJson one = new RawJson("1");
        for (int i = FIRST; i < FIRST + routes; i++) {
            node.serve("/plain" + i, context -> one);
            node.serve("/orders" + i + "/{id}/lines", context -> one);
        }
    }

    /** With so many links, each of which is used as much as the others, by what it costs with one. */
    public static double ofLinks(int links) throws Exception {
        return ratio(links, 1);
    }

    /** With twice so many routes, half of them with a parameter, by what it costs with one of each. */
    public static double ofRoutes(int routes) throws Exception {
        return ratio(1, routes);
    }

    private static double ratio(int links, int routes) throws Exception {
        try (ServingCost many = new ServingCost(links, routes); ServingCost one = new ServingCost(1, 1)) {
            return Rounds.ratio(ROUNDS, many::nanoseconds, one::nanoseconds);
        }
    }

    private double nanoseconds() {
        double each = ThreadTime.nanoseconds(REQUESTS, i -> {
            // in an order that nothing can guess, and that costs nothing
            chance = chance * FACTOR + 12_345;
            Receiver link = links.get((chance >>> 12) % links.size());
            link.text("{\"id\":" + id++ + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"" + url(chance >>> 12)
                    + "\",\"data\":{\"amount\":100}}}");
        });
        if (!answer.endsWith("\"data\":{\"status\":200,\"data\":1}}")) {
            throw new IllegalStateException("not the answer, but " + answer);
        }
        return each;
    }

    /** Made anew: texts that were kept would be what is looked for in memory. */
    private String url(int random) {
        int route = FIRST + random % routes;
        return (random & 1 << 16) == 0 ? "/plain" + route : "/orders" + route + "/7/lines";
    }

    @Override
    public void close() {
        node.close();
    }
}
