package io.microcdi.internal.link;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.microcdi.internal.wire.Frame;

/** A request put into the table of a link and taken out, while others wait in it. */
@State(Scope.Thread)
public class OutboundTableBenchmark {

    /** How many others. */
    @Param({ "0", "10000" })
    public int waiting;

    private OutboundTable table;
    private long id;

    /** Adds the others. */
    @Setup
    public void fill() {
        table = new OutboundTable(waiting + 1, null, request -> {
            // nothing passes: nobody looks
        });
        for (int i = 0; i < waiting; i++) {
            table.add(request());
        }
    }

    /** In and out. */
    @Benchmark
    public OutboundRequest addAndRemove() {
        OutboundRequest request = request();
        table.add(request);
        return table.remove(request.id());
    }

    private OutboundRequest request() {
        OutboundRequest request = new Waiting();
        request.sendOn((given, reason) -> {
            // nobody gives it up
        }, id++);
        return request;
    }

    private static final class Waiting extends OutboundRequest {

        Waiting() {
            super(Long.MAX_VALUE);
        }

        @Override
        protected void answered(Frame.Response response) {
            throw new IllegalStateException("nobody answers");
        }

        @Override
        protected void refused(int status, String message) {
            throw new IllegalStateException(message);
        }

        @Override
        protected void lost(boolean written, int code, String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        protected void expired(boolean written) {
            throw new IllegalStateException("nobody looks");
        }
    }
}
