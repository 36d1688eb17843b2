package io.microcdi.it.tls;

import java.util.Map;
import java.util.Optional;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.tls.ClientTls;

/** A process that joins a registry, says so, and leaves; its properties are what the test is about. */
public final class Registrar {

    static final String JOINED = "joined";

    private Registrar() {
    }

    /**
     * Fails if it cannot join.
     *
     * @param args the address of the registry; then, where it is not to be the JVM's, what is trusted
     */
    public static void main(String[] args) {
        Map<String, String> texts = args.length == 1
                ? Map.of("micro.registry.required", "true")
                : Map.of("micro.registry.required", "true", "micro.tls.trust-store", args[1]);
        ClientTls tls = ClientTls.of(MicroConfig.defaults());
        if (tls.context() != tls.context()) {
            throw new AssertionError("each dial has a context of its own, and with it a client of its own");
        }
        MicroNode node = MicroNode.builder("checkout")
                .config(MicroConfig.read(key -> Optional.ofNullable(texts.get(key)), ConfigKeys.ALL)).registry(args[0])
                .listen("127.0.0.1", 0).build();
        try {
            node.start();
            System.out.println(JOINED);
        } finally {
            node.stop();
        }
    }
}
