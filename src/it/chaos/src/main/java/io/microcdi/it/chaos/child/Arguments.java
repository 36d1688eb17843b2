package io.microcdi.it.chaos.child;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.MicroConfig;

/** Arguments of a process, as {@code name=value}. */
public final class Arguments {

    private final Map<String, String> values = new HashMap<>();

    /** Reads them. */
    public Arguments(String... arguments) {
        for (String argument : arguments) {
            int sign = argument.indexOf('=');
            values.put(argument.substring(0, sign), argument.substring(sign + 1));
        }
    }

    /** Returns a value. A blank value counts as absent. */
    public String text(String name, String otherwise) {
        String value = values.getOrDefault(name, "");
        return value.isBlank() ? otherwise : value;
    }

    /** Returns a configuration: the arguments whose names are keys. */
    public MicroConfig config(List<ConfigKey<?>> keys) {
        return MicroConfig.read(key -> Optional.ofNullable(values.get(key)), keys);
    }

    /** Returns a number. */
    public int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }
}
