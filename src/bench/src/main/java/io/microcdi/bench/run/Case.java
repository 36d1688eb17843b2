package io.microcdi.bench.run;

import io.microcdi.bench.load.Payload;
import io.microcdi.bench.load.Style;

/** A measured case of a contender. */
record Case(Payload payload, Style style, int inFlight) {

    String command(long milliseconds) {
        return payload.name() + " " + style.name() + " " + inFlight + " " + milliseconds;
    }

    @Override
    public String toString() {
        return payload + " c=" + inFlight;
    }
}
