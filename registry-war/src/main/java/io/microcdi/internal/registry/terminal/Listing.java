package io.microcdi.internal.registry.terminal;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;

/** Prints the lists of a registry. */
final class Listing {

    private static final String NAMESPACES = "/api/namespaces";
    private static final String INSTANCES = "instances";
    /** The largest number of instances or routes that are read, so that a registry cannot fill the memory. */
    private static final int MAX_LISTED = 1_000_000;

    private final RegistryClient client;
    private final PrintStream out;

    Listing(RegistryClient client, PrintStream out) {
        this.client = client;
        this.out = out;
    }

    /**
     * Lists the namespaces whose names contain a text, {@code null} for all. A registry answers in parts, which may part the
     * instances of a namespace.
     */
    void namespaces(String filter, boolean json) {
        Map<String, JsonArrayBuilder> found = new LinkedHashMap<>();
        parts(NAMESPACES, part -> {
            if (!(part.get("namespaces") instanceof JsonArray)) {
                throw new CommandException(ExitStatus.UNREACHABLE, "the answer has no namespaces: is it a registry?");
            }
            List<JsonObject> namespaces = matching(Fields.objects(part, "namespaces"), "name", filter);
            namespaces.forEach(each -> Fields.objects(each, INSTANCES).forEach(found
                    .computeIfAbsent(Fields.text(each, "name"), name -> Json.createArrayBuilder())::add));
            return namespaces.stream().mapToInt(each -> Fields.objects(each, INSTANCES).size()).sum();
        });
        List<JsonObject> all = new ArrayList<>();
        found.forEach((name, instances) -> all
                .add(Json.createObjectBuilder().add("name", name).add(INSTANCES, instances).build()));
        print(all, json, namespaces -> {
            Table table = new Table("NAMESPACE", "INSTANCES");
            namespaces.forEach(each -> table.row(Fields.text(each, "name"),
                    Integer.toString(Fields.objects(each, INSTANCES).size())));
            return table;
        });
    }

    /** Takes the parts of a list one after the other, until the taker has taken a million instances. */
    private void parts(String path, ToIntFunction<JsonObject> taker) {
        String after = "";
        for (int taken = 0; taken < MAX_LISTED && after != null;) {
            JsonObject part = object(client.get(path + after));
            taken += 1 + taker.applyAsInt(part);
            String next = Fields.text(part, "next");
            after = next.isEmpty() ? null : "?after=" + RegistryClient.encoded(next);
        }
    }

    /** Lists the instances of a namespace whose keys contain a text, {@code null} for all. */
    void instances(String namespace, String filter, boolean json) {
        Instant now = Instant.now();
        List<JsonObject> found = new ArrayList<>();
        parts(NAMESPACES + "/" + RegistryClient.encoded(namespace), part -> {
            found.addAll(matching(Fields.objects(part, INSTANCES), "key", filter));
            return Fields.objects(part, INSTANCES).size();
        });
        print(found, json, instances -> {
            Table table = new Table("KEY", "SINCE", "HEARD", "VERSION", "ZONE", "REGISTRY");
            instances.forEach(each -> table.row(Fields.text(each, "key"), Fields.ago(each, "since", now),
                    Fields.ago(each, "lastHeartbeat", now), Fields.text(each, "version"), Fields.text(each, "zone"),
                    Fields.text(each, "registry")));
            return table;
        });
    }

    private static List<JsonObject> matching(List<JsonObject> all, String member, String filter) {
        return filter == null ? all : all.stream().filter(each -> Fields.text(each, member).contains(filter)).toList();
    }

    void routes(String namespace, boolean json) {
        List<JsonObject> routes = new ArrayList<>();
        String path = NAMESPACES + "/" + RegistryClient.encoded(namespace) + "/routes";
        String after = "";
        boolean more = true;
        while (more) {
            JsonObject answer = object(client.get(path + after));
            List<JsonObject> part = Fields.objects(answer, "routes");
            routes.addAll(part);
            more = answer.getBoolean("more", false) && !part.isEmpty() && routes.size() < MAX_LISTED;
            after = more ? "?after=" + RegistryClient.encoded(Fields.text(part.get(part.size() - 1), "path")) : "";
        }
        print(routes, json, all -> {
            Table table = new Table("ROUTE", "IDEMPOTENT", "ROLES");
            for (JsonObject each : all) {
                String roles = each.get("roles") instanceof JsonArray names
                        ? String.join(",", names.stream().map(Listing::plain).toList())
                        : "";
                table.row(Fields.text(each, "path"), each.getBoolean("idempotent", false) ? "yes" : "no", roles);
            }
            return table;
        });
    }

    private static String plain(JsonValue value) {
        return value instanceof JsonString text ? text.getString() : value.toString();
    }

    void status(boolean json) {
        JsonObject status = object(client.get("/api/status"));
        if (json) {
            out.println(SafeText.json(status.toString()));
        } else {
            out.println(SafeText.line("status " + Fields.text(status, "status") + ", up "
                    + Fields.text(status, "uptime") + " s, namespaces " + Fields.text(status, "namespaces")
                    + ", instances " + Fields.text(status, INSTANCES) + ", security "
                    + Fields.text(status, "security")));
        }
    }

    static JsonObject object(JsonStructure answer) {
        if (answer instanceof JsonObject object) {
            return object;
        }
        throw new CommandException(ExitStatus.UNREACHABLE, "the answer is no JSON object: is it a registry?");
    }

    private void print(List<JsonObject> items, boolean json, Function<List<JsonObject>, Table> table) {
        if (json) {
            JsonArrayBuilder all = Json.createArrayBuilder();
            items.forEach(all::add);
            out.println(SafeText.json(all.build().toString()));
        } else {
            table.apply(items).print(out);
        }
    }
}
