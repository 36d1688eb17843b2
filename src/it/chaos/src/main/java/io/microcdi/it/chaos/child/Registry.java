package io.microcdi.it.chaos.child;

import java.io.IOException;
import java.util.stream.Collectors;

import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.MicroRegistryBuilder;

/** A registry in Java SE. */
final class Registry {

    private final MicroRegistry registry;

    private Registry(Arguments arguments) {
        registry = MicroRegistry.builder().config(arguments.config(MicroRegistryBuilder.keys()))
                .listen(arguments.text("host", "127.0.0.1"), arguments.number("port", 0)).build();
    }

    public static void main(String[] arguments) throws IOException {
        Registry me = new Registry(new Arguments(arguments));
        me.registry.start();
        Commands.answer(Integer.toString(me.registry.port()));
        Commands.serve(me::run);
    }

    private String run(String... words) throws InterruptedException {
        return switch (words[0]) {
            case "count" -> Integer.toString(registry.instances(words[1]).size());
            case "departures" -> registry.departures().stream().map(left -> left.key() + " " + left.reason())
                    .collect(Collectors.joining(" | "));
            case "figures" -> Vm.figures().toWords();
            case "clock" -> Long.toString(System.currentTimeMillis());
            default -> throw new IllegalArgumentException(words[0]);
        };
    }
}
