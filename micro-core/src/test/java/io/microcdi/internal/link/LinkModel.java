package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.microcdi.internal.wire.Frame;

/** A link, what happens to it, and what must hold of its requests. */
final class LinkModel {

    /** The events of the model. */
    enum Event {
        REQUEST, ANSWER, CANCEL, THEIR_REQUEST, THEIR_PUSH, THEIR_ABORT, FINISH, TIME, LOOK, ALIVE, STALL, RESUME,
        NONSENSE, RETIRE, CLOSE, CUT
    }

    /** How a link can end. */
    enum End {
        CLOSED_HERE, ABORTED_HERE, CLOSED_THERE, BROKEN, SILENT
    }

    /** Few, so that ids meet and bounds are reached. */
    private static final int IDS = 6;
    private static final LinkLimits LIMITS = Limits.tables(8, 4);
    private static final long AN_HOUR_MILLIS = 3_600_000;

    private final LinkFixture fixture = new LinkFixture(LinkFixture.VERSIONED, LIMITS);
    private final Link link = fixture.link;
    private final List<Call> calls = new ArrayList<>();
    private final Set<Call> cancelled = new HashSet<>();
    private final List<Work> works = new ArrayList<>();
    /** The ids of all works that have not ended. */
    private final Map<Work, Long> ids = new HashMap<>();
    private final Map<Long, Work> inWork = new HashMap<>();
    private int asked;
    /** For calls that were cancelled after they had been written. */
    private int abortsOwed;
    private boolean stalled;

    void happens(Event event, int number) {
        switch (event) {
            case REQUEST -> request(number);
            case ANSWER -> some(number, call -> link.text("{\"id\":" + call.id()
                    + ",\"mode\":1,\"data\":{\"status\":" + (number % 3 == 0 ? 504 : 200) + ",\"data\":1}}"));
            case CANCEL -> some(number, call -> {
                boolean written = call.isWritten();
                if (call.cancel()) {
                    abortsOwed += written ? 1 : 0;
                    assertThat(cancelled.add(call)).as("cancelled twice").isTrue();
                }
            });
            case THEIR_REQUEST -> theirs(number, true);
            case THEIR_PUSH -> theirs(number, false);
            case THEIR_ABORT -> link.text("{\"id\":77,\"mode\":2,\"data\":" + number % IDS + "}");
            case FINISH -> finish(number, number % 2 == 0);
            case TIME -> fixture.timer.advanceMillis(number);
            case LOOK -> link.check();
            case ALIVE -> link.alive();
            case STALL -> stall(true);
            case RESUME -> stall(false);
            case NONSENSE -> link.text(number % 2 == 0 ? "{" : "{\"id\":" + number + ",\"mode\":9}");
            case RETIRE -> link.retire();
            case CLOSE -> link.close(CloseCodes.NORMAL, "");
            case CUT -> fixture.pipe.cut();
            default -> throw new AssertionError(event);
        }
    }

    private void stall(boolean on) {
        stalled = on;
        if (on) {
            fixture.pipe.dialler().stall();
        } else {
            fixture.pipe.dialler().resume();
        }
    }

    private void request(int number) {
        Call call = new Call(fixture.timer.nanoTime() + number * 1_000_000L);
        calls.add(call);
        link.request("\"/x\"", "1", call);
    }

    private void some(int number, Consumer<Call> action) {
        if (!calls.isEmpty()) {
            action.accept(calls.get(number % calls.size()));
        }
    }

    private void theirs(int number, boolean twoway) {
        int before = fixture.requests.size();
        asked += twoway ? 1 : 0;
        link.text("{\"id\":" + number % IDS + ",\"mode\":0,\"twoway\":" + twoway + ",\"data\":{\"url\":\"/x\"}}");
        if (fixture.requests.size() > before) {
            Frame.Request request = fixture.requests.get(before);
            Work work = new Work(fixture.timer.nanoTime() + number * 1_000_000L, twoway);
            forgetStopped();
            if (link.serve(request, work)) {
                works.add(work);
                ids.put(work, request.id());
                assertThat(inWork.put(request.id(), work)).as("an id twice in work").isNull();
            }
        }
    }

    /** Ends any work that has not ended, also one that was stopped. */
    private void finish(int number, boolean well) {
        forgetStopped();
        if (works.isEmpty()) {
            return;
        }
        Work work = works.remove(number % works.size());
        long id = ids.remove(work);
        boolean wanted = link.finish(id, work);
        assertThat(wanted).as("an answer is wanted").isEqualTo(work.equals(inWork.get(id)));
        if (wanted) {
            inWork.remove(id);
            assertThat(work.stops).isEmpty();
            if (work.wantsAnswer() && well) {
                link.answer(id, "1");
            } else if (work.wantsAnswer()) {
                link.fail(id, "500", "no", false);
            }
        }
    }

    private void forgetStopped() {
        inWork.values().removeIf(work -> !work.stops.isEmpty());
    }

    /** Holds at every moment. */
    void check() {
        forgetStopped();
        assertThat(calls).allSatisfy(call -> assertThat(ends(call)).isLessThanOrEqualTo(1));
        assertThat(works).allSatisfy(work -> assertThat(work.stops).hasSizeLessThanOrEqualTo(1));
        assertThat(link.pendingRequests()).isEqualTo(calls.stream().filter(call -> ends(call) == 0).count());
        assertThat(link.servedRequests()).isEqualTo(inWork.size());
        assertThat(sent(1)).as("answers").isLessThanOrEqualTo(asked);
        assertThat(fixture.closed).hasSizeLessThanOrEqualTo(1);
        if (link.isOpen() && !stalled) {
            assertThat(sent(2)).as("aborts").isEqualTo(abortsOwed + calls.stream()
                    .filter(call -> call.ends.contains("expired written") && !call.gaveUpItself()).count());
        }
        if (link.closeCode() != 0) {
            assertThat(link.isOpen()).isFalse();
            assertThat(link.pendingRequests() + link.servedRequests()).isZero();
        }
    }

    private long sent(int mode) {
        return fixture.sent().stream().filter(text -> text.contains("\"mode\":" + mode)).count();
    }

    private int ends(Call call) {
        return call.ends.size() + (cancelled.contains(call) ? 1 : 0);
    }

    void end(End end) {
        fixture.pipe.dialler().resume();
        switch (end) {
            case CLOSED_HERE -> link.close(CloseCodes.NORMAL, "");
            case ABORTED_HERE -> link.abort(CloseCodes.NORMAL, "");
            case CLOSED_THERE -> fixture.pipe.acceptor().close(CloseCodes.LEAVING, "leaving");
            case BROKEN -> fixture.pipe.cut();
            case SILENT -> {
                fixture.pipe.acceptor().freeze();
                fixture.timer.advanceMillis(AN_HOUR_MILLIS);
                link.check();
            }
            default -> throw new AssertionError(end);
        }
    }

    /** Holds when the link has ended. */
    void checkEnd() {
        assertThat(calls).allSatisfy(call -> assertThat(ends(call)).as("%s", call.ends).isEqualTo(1));
        assertThat(works).allSatisfy(work -> assertThat(work.stops).hasSize(1));
        assertThat(link.pendingRequests()).isZero();
        assertThat(link.servedRequests()).isZero();
        assertThat(link.isOpen()).isFalse();
        assertThat(fixture.closed).hasSize(1);
        fixture.timer.advanceMillis(AN_HOUR_MILLIS);
        assertThat(fixture.timer.alarms()).as("alarms that are left").isZero();
    }
}
