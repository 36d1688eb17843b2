package io.microcdi.it.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The answers of a registry to the commands for a terminal: a status that their page has, and lines of visible characters, or
 * JSON.
 */
public final class TerminalFuzz {

    private static final List<List<String>> COMMANDS = List.of(List.of("ls"), List.of("ls", "pay"),
            List.of("routes", "pay"),
            List.of("call", "pay/x"), List.of("status"), List.of("drain", "pay", "h:1"), List.of("top", "--count", "1"),
            List.of("watch", "--count", "1"));
    private static final List<Integer> STATUSES = List.of(200, 200, 200, 200, 204, 302, 400, 401, 404, 500, 503);
    private static final Set<Integer> EXITS = Set.of(0, 1, 2, 3, 4, 5);
    /** Ends each stream of events, so that the command ends. */
    private static final String LAST_EVENT = "\n\nevent: joined\ndata: {\"namespace\":\"pay\",\"key\":\"h:1\"}\n\n";
    private static final Class<?> CLASS = commands();
    private static final HttpServer SERVER = server();

    private static volatile int status;
    private static volatile byte[] body;

    private TerminalFuzz() {
    }

    private static Class<?> commands() {
        try {
            return Archive.loader("terminal/classes", "terminal/lib", "lib")
                    .loadClass("io.microcdi.internal.registry.terminal.RegistryCommands");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", TerminalFuzz::answer);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            boolean events = exchange.getRequestURI().getPath().equals("/api/events") && status == 200;
            exchange.getResponseHeaders().set("Content-Type", events ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(status, status == 204 ? -1 : 0);
            if (status != 204) {
                exchange.getResponseBody().write(body);
                exchange.getResponseBody().write((events ? LAST_EVENT : "").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        List<String> command = COMMANDS.get(input.below(COMMANDS.size()));
        boolean json = input.below(2) == 1;
        status = STATUSES.get(input.below(STATUSES.size()));
        body = input.next(bytes.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = run(command, json, out, err);
        Input.check(EXITS.contains(exit), "a status of the page", exit);
        String printed = out.toString(StandardCharsets.UTF_8);
        printed.lines().forEach(line -> Texts.visible(line, "a line has visible characters only"));
        if (json && exit == 0 && !command.contains("call")) {
            Input.check(Input.json(printed) != null, "the output is JSON", Texts.escaped(printed));
        }
        String errors = err.toString(StandardCharsets.UTF_8);
        errors.lines().forEach(line -> Texts.visible(line, "a line has visible characters only"));
        Input.check(!errors.contains("Exception"), "a reason is in words", errors);
    }

    private static int run(List<String> command, boolean json, OutputStream out, OutputStream err) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("--registry", "http://127.0.0.1:" + SERVER.getAddress().getPort()));
        if (json) {
            words.add("--json");
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(CLASS.getClassLoader());
        try {
            Method run = CLASS.getMethod("run", String[].class, InputStream.class, PrintStream.class,
                    PrintStream.class);
            return (int) run.invoke(CLASS.getConstructor().newInstance(), words.toArray(String[]::new),
                    new ByteArrayInputStream(new byte[0]), new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a command throws nothing", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
