package io.microcdi.it.chaos.load;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** All that came of the calls of a load. */
public final class Outcomes {

    private final int calls;
    private final long[] began;
    private final int[] micros;
    private final List<Ended> failures;
    private final BitSet failed = new BitSet();
    private final int unended;

    Outcomes(int calls, long[] began, int[] micros, Collection<Ended> failures, int unended) {
        this.calls = calls;
        this.began = began;
        this.micros = micros;
        this.failures = List.copyOf(failures);
        this.unended = unended;
        failures.forEach(failure -> failed.set(failure.number()));
    }

    /** Returns the number of calls. */
    public int calls() {
        return calls;
    }

    /** Returns the number of calls that have neither been answered nor failed a minute after the last one. */
    public int unended() {
        return unended;
    }

    /** Returns the calls that failed. */
    public List<Ended> failures() {
        return failures;
    }

    /** Returns the number of calls that failed and are of a kind. */
    public int failures(Predicate<Ended> kind) {
        return (int) failures.stream().filter(kind).count();
    }

    /** Returns the number of answered calls. */
    public int answered() {
        return calls - failures.size() - unended;
    }

    /** Returns the longest time until an answer or a failure. */
    public long latestMillis() {
        return Arrays.stream(micros, 0, calls).max().orElse(0) / 1000;
    }

    /** Returns the time within which a part of the answers came, as 0.99. */
    public long quantileMillis(double part) {
        int[] answers = new int[calls];
        int count = 0;
        for (int i = 0; i < calls; i++) {
            if (!failed.get(i)) {
                answers[count] = micros[i];
                count++;
            }
        }
        Arrays.sort(answers, 0, count);
        return count == 0 ? 0 : answers[Math.min(count - 1, (int) (count * part))] / 1000;
    }

    /** Returns the number of calls that began since a moment. */
    public int begunSince(long nanoTime) {
        int count = 0;
        for (int i = 0; i < calls; i++) {
            if (began[i] - nanoTime >= 0) {
                count++;
            }
        }
        return count;
    }

    /** Returns the number of answers that came between two moments. */
    public int answeredWithin(long from, long to) {
        int count = 0;
        for (int i = 0; i < calls; i++) {
            long ended = began[i] + micros[i] * 1000L;
            if (!failed.get(i) && micros[i] > 0 && ended - from >= 0 && ended - to < 0) {
                count++;
            }
        }
        return count;
    }

    /** Returns a text of the first failures, for the log. */
    public String firstFailures() {
        StringBuilder text = new StringBuilder();
        failures.stream().limit(5).forEach(failure -> text.append("\n    ").append(failure));
        return text.toString();
    }
}
