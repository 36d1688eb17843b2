package io.microcdi.it.fuzz;

import java.util.List;
import java.util.Set;

/**
 * Requests to the page, the API and the metrics of a standalone registry: each answer is one of HTTP, with a status
 * that its page has. Answers of the API are in ASCII.
 */
public final class ApiFuzz {

    /** Too busy, an instance that does not answer, and those of a server that does not know a method or a version. */
    private static final Set<Integer> SERVER_ERRORS = Set.of(501, 503, 504, 505);

    private ApiFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        HttpInput request = HttpInput.read(bytes, "/", "", RunningRegistry.port());
        List<HttpAnswer> answers = request.send(RunningRegistry.port());
        for (HttpAnswer answer : answers) {
            Input.check(answer.status() < 500 || SERVER_ERRORS.contains(answer.status()), "a status of the page",
                    answer);
            if (!answer.whole() || answer.isStream()) {
                continue;
            }
            String type = answer.headers().getOrDefault("content-type", "");
            if (type.startsWith("application/json") && answer.body().length > 0) {
                Input.check(Input.json(answer.text()) != null, "an answer in JSON is JSON", answer);
            }
            if (type.startsWith("text/plain") && answer.status() >= 400) {
                Texts.visible(answer.text().stripTrailing(), "a refusal has visible characters only");
            }
        }
        request.checkAnswered(answers);
        Logs.check();
    }
}
