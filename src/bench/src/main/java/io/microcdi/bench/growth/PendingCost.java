package io.microcdi.bench.growth;

import java.util.concurrent.TimeUnit;

import io.microcdi.bench.memory.Rounds;
import io.microcdi.bench.memory.ThreadTime;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.wire.Frame;

/** Measures the cost of a request and its answer for the calling node, while other requests wait on the same link. */
public final class PendingCost implements AutoCloseable {

    private static final int ROUNDS = 101;
    private static final int REQUESTS = 10_000;

    private final GrowingNode node = new GrowingNode();
    private final Link link;
    private final long deadline;
    private int answered;

    private PendingCost(int waiting) {
        new Answering("1").connect(transport -> node.accept(transport, 1));
        link = node.node().link("orders", GrowingNode.key(1));
        deadline = node.node().environment().timer().nanoTime() + TimeUnit.HOURS.toNanos(1);
        for (int i = 0; i < waiting; i++) {
            link.request('"' + Answering.HELD + '"', "1", new Request());
        }
        if (link.pendingRequests() != waiting) {
            throw new IllegalStateException(link.pendingRequests() + " requests wait, not " + waiting);
        }
    }

    /** While so many wait, by what it costs while none does. */
    public static double ratio(int waiting) throws Exception {
        try (PendingCost many = new PendingCost(waiting); PendingCost none = new PendingCost(0)) {
            return Rounds.ratio(ROUNDS, many::nanoseconds, none::nanoseconds);
        }
    }

    private double nanoseconds() {
        answered = 0;
        double each = ThreadTime.nanoseconds(REQUESTS, i -> link.request("\"/x\"", "{\"amount\":100}", new Request()));
        if (answered != REQUESTS) {
            throw new IllegalStateException(answered + " of " + REQUESTS + " requests were answered");
        }
        return each;
    }

    @Override
    public void close() {
        node.close();
    }

    private final class Request extends OutboundRequest {

        Request() {
            super(deadline);
        }

        @Override
        protected void answered(Frame.Response response) {
            answered++;
        }

        @Override
        protected void refused(int status, String message) {
            throw new IllegalStateException(message);
        }

        @Override
        protected void lost(boolean written, int code, String reason) {
            // those that waited to the end
        }

        @Override
        protected void expired(boolean written) {
            throw new IllegalStateException("expired");
        }
    }
}
