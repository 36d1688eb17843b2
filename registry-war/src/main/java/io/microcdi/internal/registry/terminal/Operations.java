package io.microcdi.internal.registry.terminal;

import java.io.PrintStream;
import java.util.List;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;

/** Drains, ejects and restores instances, and shows the busiest namespaces. */
final class Operations {

    private static final String INSTANCES = "/api/instances";
    private static final String ROWS = "/api/namespaces?sort=-%s&limit=%d";
    private static final int PERCENT = 100;

    private final RegistryClient client;
    private final PrintStream out;
    private final boolean json;

    Operations(RegistryClient client, PrintStream out, boolean json) {
        this.client = client;
        this.out = out;
        this.json = json;
    }

    /**
     * Acts on an instance.
     *
     * @param action as the HTTP API names it, perhaps with a query
     */
    void act(String namespace, String key, String action) {
        JsonObject page = Listing.object(client.get("/api/namespaces/" + RegistryClient.encoded(namespace)
                + "/instances?limit=1000&filter=" + RegistryClient.encoded(key)));
        String id = Fields.list(page, "items").stream().filter(each -> Fields.text(each, "key").equals(key))
                .map(each -> Fields.text(each, "id")).findFirst()
                .orElseThrow(() -> new CommandException(ExitStatus.NOT_FOUND,
                        "no instance " + key + " of " + namespace + " is registered; ls " + namespace + " lists them"));
        JsonObject done = Listing.object(client.post(INSTANCES + "/" + RegistryClient.encoded(id) + "/" + action));
        if (json) {
            out.println(SafeText.json(done.toString()));
        } else {
            out.println(SafeText.line(Fields.text(done, "key") + " of " + Fields.text(done, "namespace") + " is "
                    + Fields.text(done, "state") + " now"));
        }
    }

    /** Prints the top namespaces {@code times} times, with a pause between two tables; 0 prints until the user ends it. */
    void top(String sort, int limit, int times, int seconds) throws InterruptedException {
        for (int i = 0; times == 0 || i < times; i++) {
            if (i > 0) {
                Thread.sleep(seconds * 1_000L);
                out.println();
            }
            JsonObject page = Listing.object(client.get(ROWS.formatted(sort, limit)));
            List<JsonObject> rows = Fields.list(page, "items");
            if (json) {
                out.println(SafeText.json(page.toString()));
            } else {
                print(rows);
            }
            ExitStatus.flush(out);
        }
    }

    private void print(List<JsonObject> rows) {
        Table table = new Table("NAMESPACE", "STATE", "INSTANCES", "EJECTED", "CALLS/S", "FAILED", "P99");
        for (JsonObject each : rows) {
            JsonObject calls = each.get("calls") instanceof JsonObject there ? there : JsonObject.EMPTY_JSON_OBJECT;
            table.row(Fields.text(each, "name"), Fields.text(each, "state"), Fields.text(each, "instances"),
                    Fields.text(each, "ejected"), Fields.text(calls, "rate"),
                    calls.get("failed") instanceof JsonNumber failed
                            ? Math.round(failed.doubleValue() * PERCENT) + " %"
                            : "",
                    calls.containsKey("p99") ? Fields.text(calls, "p99") + " ms" : "");
        }
        table.print(out);
    }
}
