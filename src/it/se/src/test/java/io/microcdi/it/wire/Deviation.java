package io.microcdi.it.wire;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;

/** Where we do not do as recorded: these cases and no others. */
enum Deviation {

    UNKNOWN_ROUTE("unknown-route", "404 names the route, where the package answers 500 with nothing but the url") {
        @Override
        List<Line> answers(List<Line> recorded) {
            return replaceFailure(recorded, 404, "no route /missing in svc");
        }
    },

    MALFORMED("raw-malformed-json", "400 says what is wrong, where the package lets an internal error out") {
        @Override
        List<Line> answers(List<Line> recorded) {
            return replaceFailure(recorded, 400, "the data of a REQUEST is {\"url\": text, \"data\": payload}");
        }
    },

    TWO_SEGMENTS("raw-2-segments-closed", "two segments are the second dialect, so that the link stays open") {
        @Override
        List<Line> answers(List<Line> recorded) {
            // ours closes when the other has
            return recorded.stream().sorted(Comparator.comparing(line -> line.kind() == Line.Kind.CLOSE
                    && !Party.isRaw(line.from()))).toList();
        }
    },

    UNKNOWN_NAMESPACE("call-unknown-namespace", "a lookup that excluded nothing is not repeated without exclusions") {
        @Override
        List<Line> requests(List<Line> recorded) {
            List<Long> emptyHanded = recorded.stream().flatMap(line -> line.message().stream())
                    .filter(m -> m.isFind() && List.of().equals(m.exclude())).map(Message::id).toList();
            return recorded.stream().filter(line -> !emptyHanded.contains(line.message().orElseThrow().id())).toList();
        }
    },

    ONE_RETRY("handler-error-with-1-retry", "a request that may have run is not sent again, unless it is idempotent") {
        @Override
        List<Line> requests(List<Line> recorded) {
            int last = Stream.iterate(0, i -> i + 1).filter(i -> isFailure(recorded.get(i))).findFirst().orElseThrow();
            return recorded.subList(0, last + 1);
        }
    };

    private final String caseName;
    private final String reason;

    Deviation(String caseName, String reason) {
        this.caseName = caseName;
        this.reason = reason;
    }

    static Optional<Deviation> of(Case recorded) {
        return Stream.of(values()).filter(deviation -> deviation.caseName.equals(recorded.name())).findFirst();
    }

    /** The case with what we answer in it. */
    static Case answered(Case recorded) {
        return change(recorded, lines -> of(recorded).map(it -> it.answers(lines)).orElse(lines));
    }

    /** The case with what we send in it. */
    static Case requested(Case recorded) {
        return change(recorded, lines -> of(recorded).map(it -> it.requests(lines)).orElse(lines));
    }

    private static Case change(Case recorded, UnaryOperator<List<Line>> change) {
        return recorded.with(change.apply(recorded.lines()));
    }

    /** The answer of our side; as recorded unless this is the deviation. */
    List<Line> answers(List<Line> recorded) {
        return recorded;
    }

    /** The message of our side; as recorded unless this is the deviation. */
    List<Line> requests(List<Line> recorded) {
        return recorded;
    }

    String reason() {
        return reason;
    }

    private static boolean isFailure(Line line) {
        return line.isAnswer() && !line.message().orElseThrow().status().equals("200");
    }

    private static List<Line> replaceFailure(List<Line> recorded, int status, String message) {
        return recorded.stream().map(line -> isFailure(line) ? line.with(failure(line, status, message)) : line)
                .toList();
    }

    private static String failure(Line line, int status, String message) {
        JsonObject frame = line.message().orElseThrow().json();
        return Json.createObjectBuilder(frame).add("data",
                Json.createObjectBuilder().add("status", status).addNull("data").add("message", message)).build()
                .toString();
    }
}
