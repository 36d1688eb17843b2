package io.microcdi.internal.registry.it;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/** A program with one node, which takes all settings from its environment as in a container. It says when it is ready. */
final class Pod {

    static final String READY = "ready";

    private Pod() {
    }

    public static void main(String[] namespace) throws InterruptedException {
        Map<String, String> environment = System.getenv();
        MicroConfig config = MicroConfig.read(key -> Optional
                .ofNullable(environment.get(key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))),
                ConfigKeys.ALL);
        MicroNode node = MicroNode.builder(namespace[0]).config(config)
                .listen(Integer.parseInt(environment.get("MICRO_ADVERTISE_PORT"))).build();
        node.register("/charge", RawJson.class, (json, context) -> json);
        node.start();
        node.ready().toCompletableFuture().join();
        System.out.println(READY);
        Thread.currentThread().join();
    }
}
