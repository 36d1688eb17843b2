package io.microcdi.it.browser;

import jakarta.json.JsonObject;

/** The frames of a page: how long after each other they are drawn, and for how long scripts block them. */
final class Frames {

    private static final String BEGIN = """
            (() => {
              let last = 0;
              const draw = at => { if (last) window.gaps.push(at - last); last = at; requestAnimationFrame(draw); };
              window.gaps = [];
              window.blocked = [];
              new PerformanceObserver(list => list.getEntries().forEach(each => window.blocked.push(each.duration)))
                  .observe({type: 'longtask'});
              requestAnimationFrame(draw);
            })()
            """;
    private static final String END = """
            (() => {
              const gaps = window.gaps.sort((a, b) => a - b);
              return {count: gaps.length, median: gaps[Math.floor(gaps.length / 2)], p99: gaps[Math.floor(gaps.length * 0.99)],
                longest: gaps.at(-1), blocked: Math.max(0, ...window.blocked)};
            })()
            """;

    private final Browser browser;
    private double median;
    private double blocked;

    /** Measures the page that is open, and what it shows later without another load. */
    Frames(Browser browser) {
        this.browser = browser;
        browser.run(BEGIN);
    }

    /** Measures while something happens and for some frames more. Prints the result. */
    void during(String what, int frames, Runnable action) {
        browser.run("window.gaps = []; window.blocked = [];");
        action.run();
        browser.evaluate("new Promise(done => { const look = () => window.gaps.length >= " + frames
                + " ? done(1) : requestAnimationFrame(look); look(); })");
        JsonObject result = browser.evaluate(END).asJsonObject();
        System.out.printf("%-34s %4d frames: median %.1f ms, p99 %.1f ms, longest %.1f ms; longest task %.0f ms%n",
                what,
                result.getInt("count"), number(result, "median"), number(result, "p99"), number(result, "longest"),
                number(result, "blocked"));
        median = Math.max(median, number(result, "median"));
        blocked = Math.max(blocked, number(result, "blocked"));
    }

    /** Returns the longest of the median times between two frames, in milliseconds. */
    double median() {
        return median;
    }

    /** Returns the longest time for which a script has blocked the page, in milliseconds. */
    double blocked() {
        return blocked;
    }

    private static double number(JsonObject object, String name) {
        return object.getJsonNumber(name).doubleValue();
    }
}
