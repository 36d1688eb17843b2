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
    private static final Pattern LIMIT = Pattern.compile("\"limit\":(\\{[^{}]*})");
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern FOUND = Pattern.compile("(\\{[^{}]*\"status\":\"PAID\"[^{}]*})");
    private static final Pattern BOTH = Pattern.compile("(\\[.*acme.*globex.*])");
    private static final Pattern CALLS = Pattern.compile("(\\{[^{}]*})");
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
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
        return post(charge, 200, RECEIPT);
    }

    /**
     * As {@link #pay}, with an amount that payments refuses.
     *
     * @return the body of the refusal, as JSON
     * @throws DemoException if there is none
     */
    String exceedLimit(String charge) {
        return post(charge, 422, LIMIT);
    }

    /**
     * Finds a receipt again.
     *
     * @param receipt as {@link #pay} has returned it
     * @return the same receipt from payments, as JSON
     * @throws DemoException if it is not found
     */
    String find(String receipt) {
        Matcher id = ID.matcher(receipt);
        if (!id.find()) {
            throw new DemoException("There is no id in " + receipt);
        }
        URI find = checkoutPage().resolve("pay?receipt=" + id.group(1));
        return read(find, () -> http.get(find), 200, FOUND);
    }

    /**
     * Buys for two tenants, by two calls of checkout at the same time.
     *
     * @return both receipts, each with its tenant, as JSON
     * @throws DemoException if one is missing
     */
    String buy(String order) {
        URI buy = checkoutPage().resolve("buy");
        return read(buy, () -> http.post(buy, order), 200, BOTH);
    }

    private String post(String charge, int status, Pattern part) {
        URI pay = checkoutPage().resolve("pay?tenant=acme");
        return read(pay, () -> http.post(pay, charge), status, part);
    }

    /**
     * The calls that checkout has made.
     *
     * @throws DemoException if checkout does not say
     */
    String calls() {
        URI calls = checkoutPage().resolve("calls");
        return read(calls, () -> http.get(calls), 200, CALLS);
    }

    private static String read(URI uri, Question question, int status, Pattern part) {
        try {
            Http.Answer answer = question.ask();
            Matcher found = part.matcher(answer.text());
            if (answer.status() != status || !found.find()) {
                throw new DemoException(uri + " answered " + answer.status() + ": " + answer.text());
            }
            return found.group(1);
        } catch (IOException e) {
            throw new DemoException(uri + " does not answer: " + e, e);
        }
    }

    /** A request of HTTP. */
    @FunctionalInterface
    private interface Question {

        Http.Answer ask() throws IOException;
    }

    private void awaitBothRegistered(URI registry, String where) {
        URI namespaces = registry.resolve("/api/namespaces");
        long end = System.nanoTime() + START_TIMEOUT.toNanos();
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
        throw new DemoException(
                "Not both services have registered within " + START_TIMEOUT.toSeconds() + " s: " + namespaces
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
