package io.microcdi.internal.link;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.microcdi.internal.link.LinkModel.Event;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever happens to a link, and in whatever order: each request ends exactly once, and nothing is left of any. */
class LinkPropertiesTest {

    private static final Logger LOG = Logger.getLogger("io.microcdi");

    /** Something that happens; the number says which one, how much, or how long. */
    record Step(Event event, int number) {
    }

    /** Much of what happens is worth a line in the log. */
    @BeforeContainer
    static void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterContainer
    static void loud() {
        LOG.setLevel(null);
    }

    @Property(tries = 500)
    void eachRequestEndsOnceAndNothingIsLeft(@ForAll("steps") List<Step> steps, @ForAll LinkModel.End end) {
        LinkModel model = new LinkModel();
        for (Step step : steps) {
            model.happens(step.event(), step.number());
            model.check();
        }
        model.end(end);
        model.checkEnd();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        // an end in each sixth sequence or so, so that the others are long
        Arbitrary<Event> events = Arbitraries.frequencyOf(
                Tuple.of(100, Arbitraries.of(Event.REQUEST, Event.ANSWER, Event.CANCEL, Event.THEIR_REQUEST,
                        Event.THEIR_PUSH, Event.THEIR_ABORT, Event.FINISH, Event.TIME, Event.LOOK, Event.ALIVE,
                        Event.STALL, Event.RESUME, Event.NONSENSE)),
                Tuple.of(1, Arbitraries.of(Event.RETIRE, Event.CLOSE, Event.CUT)));
        return Combinators.combine(events, Arbitraries.integers().between(0, 9_999)).as(Step::new).list()
                .ofMaxSize(80);
    }
}
