package io.microcdi.internal.registry.terminal;

import java.io.PrintStream;
import java.util.List;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** Prints the lists of a registry, and its own state. */
final class Listing {

    private static final String NAMESPACES = "/api/namespaces";
    private static final long MEBIBYTE = 1 << 20;

    private final RegistryClient client;
    private final PrintStream out;

    Listing(RegistryClient client, PrintStream out) {
        this.client = client;
        this.out = out;
    }

    /** Lists the namespaces whose names contain a text, {@code null} for all. */
    void namespaces(String filter, boolean json) {
        Table table = new Table("NAMESPACE", "STATE", "INSTANCES", "EJECTED", "DRAINING");
        JsonLines all = new JsonLines();
        Pages.each(client, NAMESPACES, "name", filter, json ? all::add
                : each -> table.row(Fields.text(each, "name"), Fields.text(each, "state"),
                        Fields.text(each, "instances"), Fields.text(each, "ejected"), Fields.text(each, "draining")));
        print(json, all, table);
    }

    /** Lists the instances of a namespace whose keys, versions or zones contain a text, {@code null} for all. */
    void instances(String namespace, String filter, boolean json) {
        String path = NAMESPACES + "/" + RegistryClient.encoded(namespace);
        Table table = new Table("KEY", "STATE", "SINCE", "HEARD", "VERSION", "ZONE", "REGISTRY");
        JsonLines all = new JsonLines();
        int found = Pages.each(client, path + "/instances", "key", filter, json ? all::add
                : each -> table.row(Fields.text(each, "key"), Fields.text(each, "state"),
                        Fields.ago(each, "since", client.now()), Fields.ago(each, "lastHeartbeat", client.now()),
                        Fields.text(each, "version"), Fields.text(each, "zone"), Fields.text(each, "registry")));
        if (found == 0) {
            // the page of an unknown namespace is empty, too, but this request is then answered 404
            client.get(path + "?view=numbers");
        }
        print(json, all, table);
    }

    void routes(String namespace, boolean json) {
        Table table = new Table("ROUTE", "IDEMPOTENT", "ROLES");
        JsonLines all = new JsonLines();
        String path = NAMESPACES + "/" + RegistryClient.encoded(namespace) + "/routes";
        String after = "";
        boolean more = true;
        for (int taken = 0; more && taken < Pages.MAX_LISTED;) {
            JsonObject answer = object(client.get(path + after));
            List<JsonObject> part = Fields.list(answer, "routes");
            part.forEach(json ? all::add
                    : each -> table.row(Fields.text(each, "path"), each.getBoolean("idempotent", false) ? "yes" : "no",
                            roles(each)));
            taken += part.size();
            more = answer.getBoolean("more", false) && !part.isEmpty();
            after = more ? "?after=" + RegistryClient.encoded(Fields.text(part.get(part.size() - 1), "path")) : "";
        }
        print(json, all, table);
    }

    private static String roles(JsonObject route) {
        return route.get("roles") instanceof JsonArray names
                ? String.join(",", names.stream().map(Listing::plain).toList())
                : "";
    }

    private static String plain(JsonValue value) {
        return value instanceof JsonString text ? text.getString() : value.toString();
    }

    /** Prints the state of a registry. Returns the exit status, which shows whether the registry has stalled. */
    int status(boolean json) {
        RegistryClient.Answer answer = client.status("/api/status");
        JsonObject status = object(client.json(answer));
        if (json) {
            out.println(SafeText.json(status.toString()));
        } else {
            String problem = Fields.text(status, "problem");
            out.println(SafeText.line("status " + Fields.text(status, "status")
                    + (problem.isEmpty() ? "" : " (" + problem + ")") + ", up " + Fields.text(status, "uptime")
                    + " s, namespaces " + Fields.text(status, "namespaces") + ", instances "
                    + Fields.text(status, "instances") + ", security " + Fields.text(status, "security")
                    + memory(status) + cluster(status)));
        }
        return answer.status() == 200 ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private static String memory(JsonObject status) {
        return status.get("memory") instanceof JsonObject memory && memory.get("live") instanceof JsonNumber live
                && memory.get("max") instanceof JsonNumber max
                        ? ", memory " + live.longValue() / MEBIBYTE + " of " + max.longValue() / MEBIBYTE + " MiB"
                                + (memory.getBoolean("refusing", false) ? " (too short for new links)" : "")
                        : "";
    }

    private static String cluster(JsonObject status) {
        if (!(status.get("cluster") instanceof JsonObject cluster) || !cluster.getBoolean("enabled", false)) {
            return "";
        }
        return ", cluster " + (cluster.getBoolean("settled", false) ? "settled" : "not settled") + " with "
                + String.join(" ", Fields.objects(cluster, "members").stream()
                        .map(each -> Fields.text(each, "name") + (each.getBoolean("self", false) ? " (this)" : ""))
                        .toList());
    }

    static JsonObject object(JsonValue answer) {
        if (answer instanceof JsonObject object) {
            return object;
        }
        throw new CommandException(ExitStatus.UNREACHABLE, "the answer is no JSON object: is it a registry?");
    }

    private void print(boolean json, JsonLines all, Table table) {
        if (json) {
            out.println(all.array());
        } else {
            table.print(out);
        }
    }
}
