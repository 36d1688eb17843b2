package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.testing.socket.NodeSocket;

/** A registry lists the instances of a caller's zone first, if the caller asks for some of many. */
@Timeout(120)
class ZoneIT {

    private static final int LIMIT = 50;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<NodeSocket> near = new ArrayList<>();
    private final List<NodeSocket> far = new ArrayList<>();
    private RegistryProcess registry;

    private NodeSocket join(String zone, int number) {
        return NodeSocket.connect(registry.port(), "/127.0.0.1/" + (20_000 + number) + "/payments?v=1&id=p" + number
                + "&features=lease&zone=" + zone);
    }

    @Test
    void aCallerIsToldOfItsZoneFirst() throws Exception {
        try (RegistryProcess started = RegistryProcess.start("-Dmicro.registry-server.heartbeat-timeout=1h",
                "-Dmicro.ping-interval=10m")) {
            registry = started;
            for (int i = 0; i < 30; i++) {
                near.add(join("eu-1", i));
            }
            for (int i = 30; i < 130; i++) {
                far.add(join("eu-2", i));
            }
            new Http(registry.page()).awaitKeys(keys -> keys.size() == 130, SOON);
            callersAreTold();
        } finally {
            near.forEach(NodeSocket::close);
            far.forEach(NodeSocket::close);
        }
    }

    private void callersAreTold() throws Exception {
        try (NodeSocket caller = caller("c1", "&zone=eu-1"); NodeSocket elsewhere = caller("c2", "")) {
            assertThat(zones(watch(elsewhere))).as("of no zone").containsKeys("eu-1", "eu-2")
                    .doesNotContainEntry("eu-1", 30L);
            Map<String, String> known = watch(caller);
            assertThat(zones(known)).as("all of the zone, and others").isEqualTo(Map.of("eu-1", 30L, "eu-2", 20L));

            near.get(0).close();
            apply(known, changed(caller));
            assertThat(zones(known)).as("one has left").isEqualTo(Map.of("eu-1", 29L, "eu-2", 21L));

            near.add(join("eu-1", 500));
            near.add(join("eu-1", 501));
            while (known.values().stream().filter("eu-1"::equals).count() < 31) {
                apply(known, changed(caller));
            }
            assertThat(zones(known)).as("newcomers").isEqualTo(Map.of("eu-1", 31L, "eu-2", 19L));
        }
    }

    private NodeSocket caller(String id, String extras) {
        return NodeSocket.connect(registry.port(),
                "/" + id + ".invalid/1/" + id + "?v=1&id=" + id + "&features=watch" + extras);
    }

    /** The zones of the instances in the caller's list, by key. */
    private static Map<String, String> watch(NodeSocket caller) throws Exception {
        caller.send("{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/watch\",\"data\":"
                + "{\"namespace\":\"payments\",\"limit\":" + LIMIT + "}}}");
        JsonObject frame = caller.next();
        while (frame.getInt("mode") != 1) {
            frame = caller.next();
        }
        Map<String, String> known = new HashMap<>();
        add(known, frame.getJsonObject("data").getJsonObject("data").getJsonArray("instances"));
        assertThat(known).hasSize(LIMIT);
        return known;
    }

    private static JsonObject changed(NodeSocket caller) throws Exception {
        JsonObject data = caller.next().getJsonObject("data");
        assertThat(data.getString("url")).isEqualTo("/-/changed");
        return data.getJsonObject("data");
    }

    private static void apply(Map<String, String> known, JsonObject change) {
        change.getJsonArray("removed").getValuesAs(JsonString::getString).forEach(known::remove);
        add(known, change.getJsonArray("added"));
    }

    private static void add(Map<String, String> known, JsonArray instances) {
        instances.getValuesAs(JsonObject.class)
                .forEach(each -> known.put(each.getString("key"), each.getString("zone")));
    }

    private static Map<String, Long> zones(Map<String, String> known) {
        return known.values().stream().collect(Collectors.groupingBy(zone -> zone, Collectors.counting()));
    }
}
