package io.microcdi.internal.registry;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.microcdi.internal.registry.RegistryModel.Event;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever nodes do, and in whatever order: the living are never replaced by strangers, nobody is told of the dead, and
 * nothing is left of those that have gone.
 */
class RegistryPropertiesTest {

    private static final Logger LOG = Logger.getLogger("io.microcdi");

    /** Something that happens; the number says to which node, or how long. */
    record Step(Event event, int number) {
    }

    /** Thousands of links come and go, and each is worth a line. */
    @BeforeContainer
    static void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterContainer
    static void loud() {
        LOG.setLevel(null);
    }

    @Property(tries = 200)
    void theLivingStayAndTheDeadAreNotTold(@ForAll("steps") List<Step> steps) {
        RegistryModel model = new RegistryModel();
        for (Step step : steps) {
            model.happens(step.event(), step.number());
            model.check();
        }
        model.end();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Event> events = Arbitraries.frequency(Tuple.of(6, Event.CONNECT), Tuple.of(6, Event.BEAT),
                Tuple.of(5, Event.TIME), Tuple.of(2, Event.CLOSE), Tuple.of(1, Event.BREAK), Tuple.of(2, Event.FREEZE),
                Tuple.of(1, Event.THAW), Tuple.of(1, Event.PAUSE));
        return Combinators.combine(events, Arbitraries.integers().between(0, 9_999)).as(Step::new).list()
                .ofMaxSize(50);
    }
}
