package io.microcdi.internal.registry.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import jakarta.json.Json;
import jakarta.json.JsonObject;

/** Prints which instances come and go. It asks for the list again and again, and compares it with the one before. */
final class Changes {

    /** An instance that registers again between two lists is a new one. */
    private record Key(String namespace, String key, String since) {
    }

    private final RegistryClient client;
    private final PrintStream out;
    private final String namespace;
    private final boolean json;
    private int printed;

    /**
     * Makes the printer.
     *
     * @param namespace the only namespace of interest; {@code null} for all
     */
    Changes(RegistryClient client, PrintStream out, String namespace, boolean json) {
        this.client = client;
        this.out = out;
        this.namespace = namespace;
        this.json = json;
    }

    /**
     * Follows the list until so many changes are printed, 0 for ever. The first list must come. If a later one does not,
     * it is asked for again.
     */
    void follow(int count, int seconds) throws InterruptedException {
        Set<Key> before = instances();
        while (count == 0 || printed < count) {
            Thread.sleep(seconds * 1_000L);
            try {
                // the list comes before the reasons, so that each instance that it lacks has left by then
                Set<Key> now = instances();
                print(before, now, count);
                before = now;
            } catch (CommandException e) {
                if (e.status() != ExitStatus.UNREACHABLE && e.status() != ExitStatus.FAILED) {
                    throw e;
                }
            }
        }
    }

    private Set<Key> instances() {
        Set<Key> instances = new LinkedHashSet<>();
        Listing.namespaces(client).forEach(each -> {
            String name = Fields.text(each, "name");
            if (namespace == null || namespace.equals(name)) {
                Fields.objects(each, "instances").forEach(instance -> instances
                        .add(new Key(name, Fields.text(instance, "key"), Fields.text(instance, "since"))));
            }
        });
        return instances;
    }

    private void print(Set<Key> before, Set<Key> now, int count) {
        List<Key> gone = new ArrayList<>(before);
        gone.removeAll(now);
        List<JsonObject> departed = gone.isEmpty() ? List.of()
                : Fields.objects(Listing.object(client.get("/api/status")), "departed");
        for (Key each : gone) {
            JsonObject departure = departed.stream()
                    .filter(left -> Fields.text(left, "namespace").equals(each.namespace())
                            && Fields.text(left, "key").equals(each.key()))
                    .findFirst().orElse(JsonObject.EMPTY_JSON_OBJECT);
            print(Fields.text(departure, "at"), "left", each, Fields.text(departure, "reason"), count);
        }
        for (Key each : now) {
            if (!before.contains(each)) {
                print(each.since(), "joined", each, "", count);
            }
        }
        out.flush();
    }

    private void print(String at, String type, Key instance, String reason, int count) {
        if (count > 0 && printed == count) {
            return;
        }
        printed++;
        if (json) {
            out.println(SafeText.json(Json.createObjectBuilder().add("at", at).add("type", type)
                    .add("namespace", instance.namespace()).add("key", instance.key()).add("reason", reason).build()
                    .toString()));
        } else {
            out.println(SafeText.line(String.join("  ", at, type, instance.namespace(), instance.key(), reason))
                    .stripTrailing());
        }
    }
}
