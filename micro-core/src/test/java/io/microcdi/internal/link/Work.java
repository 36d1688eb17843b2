package io.microcdi.internal.link;

import java.util.ArrayList;
import java.util.List;

/** A request in work that writes down why it was stopped. */
final class Work implements InboundRequest {

    final List<Reason> stops = new ArrayList<>();
    private final long deadline;
    private final boolean wantsAnswer;
    /** Whether its handler has begun. */
    boolean begun = true;

    Work(long deadline, boolean wantsAnswer) {
        this.deadline = deadline;
        this.wantsAnswer = wantsAnswer;
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public boolean wantsAnswer() {
        return wantsAnswer;
    }

    @Override
    public boolean stop(Reason reason) {
        stops.add(reason);
        return begun;
    }
}
