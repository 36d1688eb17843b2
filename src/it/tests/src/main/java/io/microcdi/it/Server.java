package io.microcdi.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The server that the tests run on, as its module describes it in system properties. */
final class Server {
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private Server() {
    }

    static URI url(String path) {
        return URI.create(System.getProperty("it.url") + path);
    }

    static int port() {
        return url("/").getPort();
    }

    static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(30)).build();
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
