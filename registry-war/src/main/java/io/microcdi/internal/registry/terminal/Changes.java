package io.microcdi.internal.registry.terminal;

import java.io.PrintStream;
import java.io.StringReader;
import java.util.Set;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

/** Prints the events of instances: which ones come and leave, and which ones persons hide or show. */
final class Changes {

    /** The events about the stream itself. */
    private static final Set<String> OTHERS = Set.of("hello", "stats");

    private final EventFeed feed;
    private final PrintStream out;
    private final PrintStream errors;
    private final String namespace;
    private final boolean json;
    private int printed;

    /**
     * Makes the printer.
     *
     * @param errors gets a line if changes were missed
     * @param namespace the only namespace of interest; {@code null} for all
     */
    Changes(EventFeed feed, PrintStream out, PrintStream errors, String namespace, boolean json) {
        this.feed = feed;
        this.out = out;
        this.errors = errors;
        this.namespace = namespace;
        this.json = json;
    }

    /** Follows the stream until so many changes are printed, 0 for ever. The first connection must succeed. */
    void follow(int count) throws InterruptedException {
        feed.follow(event -> {
            if (event.name().equals("reset")) {
                errors.println("registry: changes were missed; ls shows what is registered now");
            } else if (!OTHERS.contains(event.name())) {
                print(event.name(), object(event.data()));
            }
            return count == 0 || printed < count;
        });
    }

    private void print(String type, JsonObject event) {
        String of = Fields.text(event, "namespace");
        if (namespace != null && !namespace.equals(of)) {
            return;
        }
        printed++;
        if (json) {
            out.println(SafeText.json(event.toString()));
        } else {
            // an event about a registry of the cluster has its name in place of an instance
            String who = of.isEmpty() ? Fields.text(event, "registry") : of + "  " + Fields.text(event, "key");
            out.println(SafeText.line(String.join("  ", Fields.text(event, "at"), type, who,
                    Fields.text(event, "reason"))).stripTrailing());
        }
        ExitStatus.flush(out);
    }

    private static JsonObject object(String data) {
        try (JsonReader reader = Json.createReader(new StringReader(data))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new CommandException(ExitStatus.UNREACHABLE, "an event is no JSON object: is it a registry?");
        }
    }
}
