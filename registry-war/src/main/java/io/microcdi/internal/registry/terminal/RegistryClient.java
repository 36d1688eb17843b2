package io.microcdi.internal.registry.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;

/** Sends requests to the HTTP API of a registry. It follows no redirect. */
final class RegistryClient {

    /** The longest answer, in bytes. */
    private static final int MAX_BYTES = 16 << 20;
    private static final String EVENTS = "text/event-stream";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final URI base;
    private final Optional<String> authorization;
    private final Duration timeout;

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

    /** Gets JSON. */
    JsonStructure get(String path) {
        return json(checked(send(request(path).GET())));
    }

    /** Gets a stream of events, which the caller closes. The time for an answer is that until it begins. */
    InputStream stream(String path) {
        HttpResponse<InputStream> response = exchange(streamRequest(path));
        if (response.statusCode() != 200) {
            throw failure(new Answer(response.statusCode(), read(response)));
        }
        if (!response.headers().firstValue("Content-Type").orElse("").startsWith(EVENTS)) {
            read(response);
            throw new CommandException(ExitStatus.UNREACHABLE, base + " does not answer as a registry");
        }
        return response.body();
    }

    /** Returns the request of a stream. It has no timeout of its own: since JDK 26 that would end the stream. */
    HttpRequest streamRequest(String path) {
        return signed(path).header("Accept", EVENTS).GET().build();
    }

    /** Sends a request without a body that changes something. */
    JsonStructure post(String path) {
        return json(checked(send(request(path).POST(BodyPublishers.noBody()))));
    }

    /** Calls a route by the gateway. */
    Answer call(String path, String payload) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(payload)));
    }

    private URI uri(String path) {
        return URI.create(base + path);
    }

    private HttpRequest.Builder request(String path) {
        return signed(path).timeout(timeout);
    }

    private HttpRequest.Builder signed(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        authorization.ifPresent(text -> request.header("Authorization", text));
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        HttpResponse<InputStream> response = exchange(request.build());
        return new Answer(response.statusCode(), read(response));
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) {
        CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(request, BodyHandlers.ofInputStream());
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(new HttpTimeoutException("no answer within " + timeout.toSeconds() + " s"));
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause()));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new CommandException(ExitStatus.FAILED, "interrupted");
        }
    }

    private String read(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new CommandException(ExitStatus.FAILED, "the answer is longer than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private CommandException unreachable(IOException e) {
        return new CommandException(ExitStatus.UNREACHABLE, "the registry " + base + " cannot be reached: "
                + (e.getMessage() == null ? e.toString() : e.getMessage())
                + "; --registry or MICRO_REGISTRY_URL says where it is");
    }

    private static Answer checked(Answer answer) {
        if (answer.status() / 100 != 2) {
            throw failure(answer);
        }
        return answer;
    }

    /** Returns the end of a command that got an answer with an error. */
    static CommandException failure(Answer answer) {
        int status = switch (answer.status()) {
            case 400 -> ExitStatus.USAGE;
            case 401, 403, 421, 429 -> ExitStatus.REFUSED;
            case 404 -> ExitStatus.NOT_FOUND;
            default -> ExitStatus.FAILED;
        };
        String cure = answer.status() == 401 ? "; sign in by --user, --token-file or MICRO_REGISTRY_TOKEN" : "";
        return new CommandException(status, answer.status() + " " + answer.text().strip() + cure);
    }

    private JsonStructure json(Answer answer) {
        try (JsonReader reader = Json.createReader(new StringReader(answer.text()))) {
            return reader.read();
        } catch (JsonException e) {
            throw new CommandException(ExitStatus.UNREACHABLE,
                    base + " does not answer as a registry: " + e.getMessage());
        }
    }
}
