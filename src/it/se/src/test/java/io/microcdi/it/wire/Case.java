package io.microcdi.it.wire;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The lines of a recording that belong together.
 *
 * @param recording the whole of which it is a part
 */
record Case(Recording recording, String name, List<Line> lines) {

    /** Parties that are dialled or asked something here, and that can be dialled. */
    List<String> answering() {
        return parties(Line::to).filter(recording::isReachable).toList();
    }

    /** Nodes that dial, ask or tell something here. */
    List<String> calling() {
        return parties(Line::from).filter(name -> !name.equals(Party.REGISTRY) && !Party.isRaw(name)).toList();
    }

    private Stream<String> parties(java.util.function.Function<Line, String> role) {
        return lines.stream().filter(line -> line.isConnect() || line.message().isPresent() && !line.isAnswer())
                .map(role).distinct();
    }

    /** Lines from one party or to it. */
    List<Line> of(String party) {
        return where(line -> line.from().equals(party) || line.to().equals(party));
    }

    /** An action of one party on another. */
    List<Line> between(String from, String to) {
        return where(line -> line.from().equals(from) && line.to().equals(to));
    }

    List<Line> where(Predicate<Line> wanted) {
        return lines.stream().filter(wanted).toList();
    }

    Case with(List<Line> newLines) {
        return new Case(recording, name, newLines);
    }

    /** Whether a node has a part in this, or its address is said. */
    boolean mentions(Party node) {
        String port = "(?s).*\\b" + node.port() + "\\b.*";
        return lines.stream().anyMatch(line -> line.from().equals(node.name()) || line.to().equals(node.name())
                || line.text().matches(port));
    }
}
