package io.microcdi.bench.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

import io.microcdi.bench.load.Payload;

/** All that was measured, round by round. */
final class Results {

    /** The payload, and the number of calls in flight. */
    record Load(Payload payload, int inFlight) implements Comparable<Load> {

        @Override
        public int compareTo(Load other) {
            int byPayload = payload.compareTo(other.payload);
            return byPayload != 0 ? byPayload : Integer.compare(inFlight, other.inFlight);
        }

        @Override
        public String toString() {
            return payload + " c=" + inFlight;
        }
    }

    private final Map<Row, Map<Load, List<Measurement>>> rounds = new LinkedHashMap<>();

    void add(Row row, Case what, Measurement measurement) {
        rounds.computeIfAbsent(row, key -> new LinkedHashMap<>())
                .computeIfAbsent(new Load(what.payload(), what.inFlight()), key -> new ArrayList<>()).add(measurement);
    }

    Collection<Row> rows() {
        return rounds.keySet();
    }

    Set<Load> loads() {
        Set<Load> loads = new TreeSet<>();
        rounds.values().forEach(row -> loads.addAll(row.keySet()));
        return loads;
    }

    /** The median of a figure; empty if it was not measured. */
    OptionalDouble median(Row row, Load load, ToDoubleFunction<Measurement> figure) {
        return median(of(row, load).stream().mapToDouble(figure).toArray());
    }

    /** The median of what the one was by what the other was in the same round; empty if either was not measured. */
    OptionalDouble ratio(Row one, Row other, Load load, ToDoubleFunction<Measurement> figure) {
        List<Measurement> ones = of(one, load);
        List<Measurement> others = of(other, load);
        double[] ratios = new double[Math.min(ones.size(), others.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(ones.get(i)) / figure.applyAsDouble(others.get(i));
        }
        return median(ratios);
    }

    private List<Measurement> of(Row row, Load load) {
        return rounds.getOrDefault(row, Map.of()).getOrDefault(load, List.of());
    }

    private static OptionalDouble median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2);
    }
}
