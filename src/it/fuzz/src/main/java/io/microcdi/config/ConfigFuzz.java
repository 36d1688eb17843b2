package io.microcdi.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.microcdi.internal.config.Durations;
import io.microcdi.internal.config.EnvironmentVariables;
import io.microcdi.internal.standalone.ScopedKeys;
import io.microcdi.it.fuzz.Input;

/** Values of the configuration: refused by {@link IllegalArgumentException}, or read again as the same. */
public final class ConfigFuzz {

    private static final List<ValueType<?>> TYPES = List.of(ValueType.WEBSOCKET_URLS, ValueType.ORIGINS,
            ValueType.HOST, ValueType.PATH, ValueType.integer(1, 100), ValueType.size(1, 1 << 30),
            ValueType.duration(Duration.ZERO, Duration.ofHours(1)));

    private ConfigFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        ValueType<?> type = TYPES.get(input.below(TYPES.size()));
        String text = input.text();
        Input.timed(bytes.length, () -> {
            quietly(() -> type.parser().apply(text));
            names(text);
            quietly(() -> {
                Duration read = Durations.parse(text);
                Duration again = Durations.parse(Durations.format(read));
                Input.same(read.truncatedTo(ChronoUnit.MILLIS), again.truncatedTo(ChronoUnit.MILLIS),
                        "a duration is read again as the same");
            });
        });
    }

    private static void names(String text) {
        EnvironmentVariables.of(text);
        ScopedKeys.settingOfVariable(text);
        boolean known = ScopedKeys.settingOf(text).isPresent();
        ScopedKeys.routeOf(text).ifPresent(route -> Input.check(known && route.startsWith("/")
                && text.equals("micro.route.\"" + route + "\".max-concurrent"), "a key of a route has its path", text));
    }

    private static void quietly(Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException | ArithmeticException refused) {
            // as it is documented
        }
    }
}
