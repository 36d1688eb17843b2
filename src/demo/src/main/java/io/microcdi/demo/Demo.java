package io.microcdi.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import jakarta.json.JsonObject;

/** Starts everything, lets checkout call payments once, tells where the pages are, and stays until it is ended. */
public final class Demo {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Server server;
    private final Http http = new Http();

    private Demo(Server server) {
        this.server = server;
    }

    /** Ends with status 0, or with 1 and a message if anything has failed. */
    public static void main(String[] arguments) {
        try {
            DemoOptions options = DemoOptions.from(System.getProperties());
            Server server = Server.of(options);
            // However it ends, by Ctrl-C or by itself, nothing that it has started stays behind.
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "demo-stop"));
            endWithParent();
            new Demo(server).run();
            if (!options.once()) {
                System.out.println("Ctrl-C ends it.");
                new CountDownLatch(1).await();
            }
            System.exit(0);
        } catch (DemoException e) {
            System.err.println("The demo failed: " + e.getMessage());
        } catch (InterruptedException | RuntimeException e) {
            e.printStackTrace();
        }
        System.exit(1);
    }

    /** Maven may be ended without a word to us. */
    private static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
    }

    private void run() {
        long start = System.nanoTime();
        System.out.println("Starting on " + server.name() + " …");
        server.start();
        awaitBothRegistered();
        firstCall();
        System.out.printf("Up in %.1f s:%n", (System.nanoTime() - start) / 1e9);
        System.out.println("  the page that pays   " + server.applications().resolve("/checkout/"));
        System.out.println("  the registry's page  " + server.registry().resolve("/"));
    }

    private void awaitBothRegistered() {
        URI namespaces = server.registry().resolve("/api/namespaces");
        long end = System.nanoTime() + PATIENCE.toNanos();
        String seen = "nothing";
        while (System.nanoTime() < end) {
            server.check();
            seen = ask(namespaces);
            String text = seen;
            if (List.of("payments", "checkout").stream().allMatch(name -> text.contains("\"" + name + "\""))) {
                return;
            }
            pause();
        }
        throw new DemoException("Not both services have registered within " + PATIENCE.toSeconds() + " s: " + namespaces
                + " says " + seen);
    }

    private String ask(URI uri) {
        try {
            Http.Answer answer = http.get(uri);
            return answer.status() == 200 ? answer.text() : "HTTP status " + answer.status();
        } catch (IOException e) {
            return "nothing yet (" + e + ")";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        }
    }

    /** As the page does it: an HTTP request to checkout, which calls payments. */
    private void firstCall() {
        URI pay = server.applications().resolve("/checkout/pay");
        try {
            Http.Answer answer = http.post(pay, "{\"amount\": 42.50, \"currency\": \"EUR\"}");
            if (answer.status() != 200) {
                throw new DemoException(pay + " answered " + answer.status() + ": " + answer.text());
            }
            JsonObject receipt = answer.json().asJsonObject().getJsonObject("receipt");
            System.out.println("payments/charge -> " + receipt);
        } catch (IOException e) {
            throw new DemoException(pay + " does not answer: " + e, e);
        }
    }
}
