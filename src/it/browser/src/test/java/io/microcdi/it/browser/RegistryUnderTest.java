package io.microcdi.it.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code java -jar registry.war} as a process of its own, on a free port of loopback. */
final class RegistryUnderTest implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Registry is up: page (http://\\S+) ,.*");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final URI page;

    private RegistryUnderTest(Process process, URI page) {
        this.process = process;
        this.page = page;
    }

    static RegistryUnderTest start(String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", System.getProperty("registry.war"), "--port", "0", "--host", "127.0.0.1"));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader output = process.inputReader();
        Matcher ready = READY.matcher(String.valueOf(output.readLine()));
        if (!ready.matches()) {
            process.destroy();
            throw new AssertionError("the registry has not started; why is said above");
        }
        return new RegistryUnderTest(process, URI.create(ready.group(1)));
    }

    URI page(String view) {
        return page.resolve("/" + view);
    }

    /** Registers a node that announces 127.0.0.1. Its name may be percent-encoded. */
    CompletableFuture<WebSocket> node(int announcedPort, String namespace) {
        URI url = URI.create("ws://" + page.getAuthority() + "/127.0.0.1/" + announcedPort + "/" + namespace);
        return CLIENT.newWebSocketBuilder().buildAsync(url, new WebSocket.Listener() {
        });
    }

    @Override
    public void close() {
        process.destroy();
    }
}
