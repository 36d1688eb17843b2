package io.microcdi.bench.run;

import io.microcdi.bench.load.Style;

/** One way to call one server. */
record Row(String server, String name) {

    static Row of(Contender contender, Style style) {
        return new Row(contender.server(), style == Style.ASYNC ? contender.name() : contender.name() + "-blocking");
    }
}
