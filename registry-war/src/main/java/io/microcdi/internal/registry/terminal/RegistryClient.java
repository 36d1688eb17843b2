package io.microcdi.internal.registry.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonStructure;
import jakarta.json.stream.JsonParser;

/** Sends requests to the HTTP API of a registry. It follows no redirect. Not thread-safe. */
final class RegistryClient {

    /** The longest answer, in bytes. */
    private static final int MAX_BYTES = 16 << 20;
    /** The most characters of an answer with an error that are shown. */
    private static final int MAX_REASON = 2_000;
    /** How much longer than the gateway the client waits for the end of a call. */
    private static final Duration GATEWAY_MARGIN = Duration.ofSeconds(5);
    private static final String EVENTS = "text/event-stream";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final URI base;
    private final Optional<String> authorization;
    private final Duration timeout;
    private Instant now = Instant.now();

    /**
     * Makes a client.
     *
     * @param base {@code http} or {@code https}, without a slash at the end
     * @param timeout the time for an answer
     */
    RegistryClient(URI base, Optional<String> authorization, Duration timeout) {
        this.base = base;
        this.authorization = authorization;
        this.timeout = timeout;
    }

    /** An answer: its status and its text. */
    record Answer(int status, String text) {
    }

    /** Returns a text in the form of a path or query; the slashes stay. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
    }

    /** Returns the time of the last answer by the registry's clock, to which the times in the answer belong. */
    Instant now() {
        return now;
    }

    /** Gets JSON. */
    JsonStructure get(String path) {
        return json(checked(send(request(path).GET(), timeout)));
    }

    /** Gets JSON, and accepts that the registry answers with 503. */
    Answer status(String path) {
        Answer answer = send(request(path).GET(), timeout);
        return answer.status() == 503 && isJson(answer.text()) ? answer : checked(answer);
    }

    /** Gets a stream of events, which the caller closes. The time for an answer is that until it begins. */
    InputStream stream(String path) {
        long deadline = System.nanoTime() + timeout.toNanos();
        HttpResponse<InputStream> response = exchange(streamRequest(path), deadline, timeout);
        if (response.statusCode() != 200) {
            throw failure(new Answer(response.statusCode(), read(response, deadline, timeout)));
        }
        if (!response.headers().firstValue("Content-Type").orElse("").startsWith(EVENTS)) {
            close(response.body());
            throw noRegistry("no stream of events");
        }
        return response.body();
    }

    /** Returns the request of a stream. It has no timeout of its own: since JDK 26 that would end the stream. */
    HttpRequest streamRequest(String path) {
        return request(path).header("Accept", EVENTS).GET().build();
    }

    /** Sends a request without a body that changes something. */
    JsonStructure post(String path) {
        return json(checked(send(request(path).POST(BodyPublishers.noBody()), timeout)));
    }

    /** Calls a route by the gateway, which ends the call at its own time and says so. Returns JSON text, or none. */
    String call(String path, String payload) {
        String result = checked(send(request(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(payload)), timeout.plus(GATEWAY_MARGIN))).text();
        if (!result.isEmpty() && !isJson(result)) {
            throw noRegistry("no JSON");
        }
        return result;
    }

    private URI uri(String path) {
        return URI.create(base + path);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        authorization.ifPresent(text -> request.header("Authorization", text));
        return request;
    }

    /** Sends a request. The time is that for the whole answer: the timeout of the JDK ends with the headers before JDK 26. */
    private Answer send(HttpRequest.Builder request, Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        HttpResponse<InputStream> response = exchange(request.build(), deadline, time);
        now = response.headers().firstValue("Date").flatMap(RegistryClient::instant).orElseGet(Instant::now);
        return new Answer(response.statusCode(), read(response, deadline, time));
    }

    private static Optional<Instant> instant(String date) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private HttpResponse<InputStream> exchange(HttpRequest request, long deadline, Duration time) {
        return await(client.sendAsync(request, BodyHandlers.ofInputStream()), deadline, "no answer", time);
    }

    private String read(HttpResponse<InputStream> response, long deadline, Duration time) {
        try {
            return await(CompletableFuture.supplyAsync(() -> text(response.body())), deadline, "no whole answer", time);
        } finally {
            // this also ends a read that has taken too long
            close(response.body());
        }
    }

    private static String text(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new CommandException(ExitStatus.FAILED, "the answer is longer than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T await(CompletableFuture<T> answer, long deadline, String late, Duration time) {
        try {
            return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(new HttpTimeoutException(late + " within " + time.toSeconds() + " s"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommandException known) {
                throw known;
            }
            Throwable cause = e.getCause() instanceof UncheckedIOException io ? io.getCause() : e.getCause();
            throw unreachable(cause instanceof IOException failure ? failure : new IOException(cause));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new CommandException(ExitStatus.FAILED, "interrupted");
        }
    }

    /** Closes the body of an answer, which ends its connection if there is more of it. */
    static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // it is read no more
        }
    }

    private CommandException unreachable(IOException e) {
        return new CommandException(ExitStatus.UNREACHABLE, "the registry " + base + " cannot be reached: "
                + (e.getMessage() == null ? e.toString() : e.getMessage())
                + "; --registry or MICRO_REGISTRY_URL says where it is");
    }

    private CommandException noRegistry(String reason) {
        return new CommandException(ExitStatus.UNREACHABLE, base + " does not answer as a registry: " + reason);
    }

    private static Answer checked(Answer answer) {
        if (answer.status() / 100 != 2) {
            throw failure(answer);
        }
        return answer;
    }

    private static CommandException failure(Answer answer) {
        int status = switch (answer.status()) {
            case 400 -> ExitStatus.USAGE;
            case 401, 403, 421, 429 -> ExitStatus.REFUSED;
            case 404 -> ExitStatus.NOT_FOUND;
            default -> ExitStatus.FAILED;
        };
        String cure = answer.status() == 401 ? "; sign in by --user, --token-file or MICRO_REGISTRY_TOKEN" : "";
        String text = answer.text().strip();
        return new CommandException(status, answer.status() + " "
                + (text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "..." : text) + cure);
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = Json.createParser(new StringReader(text))) {
            while (parser.hasNext()) {
                parser.next();
            }
            return true;
        } catch (JsonException e) {
            return false;
        }
    }

    JsonStructure json(Answer answer) {
        try (JsonParser parser = Json.createParser(new StringReader(answer.text()))) {
            if (parser.hasNext()) {
                parser.next();
                if (parser.getValue() instanceof JsonStructure structure && !parser.hasNext()) {
                    return structure;
                }
            }
        } catch (JsonException e) {
            throw noRegistry(e.getMessage());
        }
        throw noRegistry("no object and no array in JSON");
    }
}
