package io.microcdi.it.fuzz;

import java.util.List;
import java.util.Set;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/**
 * Requests to the gateway of a standalone registry: each answer is one of HTTP, with a status that its page has, and
 * a body in JSON.
 */
public final class GatewayFuzz {

    /** Those that the page of the gateway explains, and those of a server that does not know a method or a version. */
    private static final Set<Integer> SERVER_ERRORS = Set.of(501, 502, 503, 504, 505);

    private GatewayFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        HttpInput request = HttpInput.read(bytes, "/call/", "Content-Type: application/json\r\n",
                RunningRegistry.port());
        List<HttpAnswer> answers = request.send(RunningRegistry.port());
        for (HttpAnswer answer : answers) {
            Input.check(answer.status() < 500 || SERVER_ERRORS.contains(answer.status()), "a status of the page",
                    answer);
            if (answer.whole() && answer.headers().getOrDefault("content-type", "").startsWith("application/json")
                    && answer.body().length > 0) {
                JsonValue body = Input.json(answer.text());
                Input.check(body != null, "an answer in JSON is JSON", answer);
                if (answer.status() >= 400 && !request.isRaw()) {
                    Input.check(body instanceof JsonObject problem && problem.containsKey("message"),
                            "a refusal has a message", answer);
                }
            }
        }
        request.checkAnswered(answers);
        Logs.check();
    }
}
