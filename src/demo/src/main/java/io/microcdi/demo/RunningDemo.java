package io.microcdi.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Both services and a registry, up and known to each other. */
final class RunningDemo {

    private static final List<String> NAMESPACES = List.of("payments", "checkout");
    // A library for JSON on the class path of an embedded server would come before the applications' own.
    private static final Pattern RECEIPT = Pattern.compile("\"receipt\":(\\{[^{}]*})");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Server server;
    private final Progress progress;
    private final Http http = new Http();

    RunningDemo(Server server, Progress progress) {
        this.server = server;
        this.progress = progress;
    }

    /**
     * Starts all that was asked for, and waits until both services are registered, 5 minutes at most.
     *
     * @throws DemoException if that cannot be
     */
    void start() {
        List<URI> registries = server.registries();
        String several = registries.size() == 1 ? "the registry" : registries.size() + " registries as one cluster";
        progress.tell("starting " + several + " and two services on " + server.name());
        server.start();
        for (int i = 0; i < registries.size(); i++) {
            awaitBothRegistered(registries.get(i), registries.size() == 1 ? "" : " at registry " + (i + 1));
        }
    }

    /** The page that pays. */
    URI checkoutPage() {
        return server.applications().resolve("/checkout/");
    }

    /** The pages of the registries. */
    List<URI> registryPages() {
        return server.registries().stream().map(registry -> registry.resolve("/")).toList();
    }

    /**
     * Pays as the page does it: an HTTP request to checkout, which calls payments.
     *
     * @return the receipt, as JSON
     * @throws DemoException if there is none
     */
    String pay(String charge) {
        URI pay = checkoutPage().resolve("pay");
        try {
            Http.Answer answer = http.post(pay, charge);
            Matcher receipt = RECEIPT.matcher(answer.text());
            if (answer.status() != 200 || !receipt.find()) {
                throw new DemoException(pay + " answered " + answer.status() + ": " + answer.text());
            }
            return receipt.group(1);
        } catch (IOException e) {
            throw new DemoException(pay + " does not answer: " + e, e);
        }
    }

    private void awaitBothRegistered(URI registry, String where) {
        URI namespaces = registry.resolve("/api/namespaces");
        long end = System.nanoTime() + PATIENCE.toNanos();
        Set<String> missing = new LinkedHashSet<>(NAMESPACES);
        boolean answers = false;
        String seen;
        do {
            server.check();
            seen = ask(namespaces);
            if (!answers && seen.startsWith("{")) {
                answers = true;
                progress.tell("the registry answers" + where);
            }
            for (String name : NAMESPACES) {
                if (seen.contains('"' + name + '"') && missing.remove(name)) {
                    progress.tell(name + " is registered" + (where.isEmpty() ? "" : ", and known" + where));
                }
            }
            if (missing.isEmpty()) {
                return;
            }
            progress.stillWaitingFor(answers ? String.join(" and ", missing) : "the registry");
            pause();
        } while (System.nanoTime() < end);
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
}
