package io.microcdi.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.microcdi.internal.address.ContextPath;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.config.Durations;
import io.microcdi.internal.config.SecretTexts;
import io.microcdi.internal.wire.Metadata;

/** The type of a setting, with the rule that reads its text. Immutable. */
public final class ValueType<T> {

    /** {@code true} or {@code false}. */
    public static final ValueType<Boolean> BOOLEAN = new ValueType<>("true or false", ValueType::parseBoolean);

    /** Any text that is not blank. */
    public static final ValueType<String> TEXT = new ValueType<>("a text", Function.identity());

    /** A text that never appears in a message. Every text of this type is valid, so no error needs to quote it. */
    public static final ValueType<String> SECRET = new ValueType<>("a text, which is never logged",
            Function.identity());

    /** One or two secrets, separated by a comma, which never appear in a message. */
    public static final ValueType<List<String>> SECRETS = new ValueType<>(
            "one or two texts of at least " + SecretTexts.MIN_LENGTH
                    + " characters, separated by a comma, the new one first; they are never logged",
            text -> check(split(text), SecretTexts::areSecrets));

    /** WebSocket addresses, separated by commas, or {@code none} for an empty list. */
    public static final ValueType<List<URI>> WEBSOCKET_URLS = new ValueType<>(
            "one registry address or several, separated by commas, for example ws://registry.example:8427, or none",
            text -> text.equals("none") ? List.of() : parseUrls(text, List.of("ws", "wss")));

    /** Addresses of instances, and names whose addresses are those of instances, separated by commas; at most 100. */
    static final ValueType<List<URI>> INSTANCE_URLS = new ValueType<>(
            "up to 100 addresses separated by commas, for example ws://10.0.0.5:8080/payments or wss://payments.example, or a"
                    + " name with all its addresses, for example dns+ws://payments-headless:8080/payments",
            text -> check(parseUrls(text, List.of("ws", "wss", "dns+ws")), urls -> urls.size() <= 100));

    /** Texts, separated by commas. */
    public static final ValueType<List<String>> TEXTS = new ValueType<>("texts separated by commas", ValueType::split);

    static final ValueType<List<String>> METADATA_NAMES = new ValueType<>(
            "names separated by commas, each of 1 to 64 of a-z, 0-9 and -, and none of authorization and correlation-id",
            text -> check(split(text), names -> names.stream().allMatch(Metadata::isOwnName)));

    /** IP addresses and ranges of them, separated by commas. */
    public static final ValueType<List<String>> IP_RANGES = new ValueType<>(
            "IP addresses or ranges separated by commas, for example 10.0.0.0/8,fd00::/8,192.168.1.5", text -> {
                List<String> ranges = split(text);
                IpRanges.of(ranges);
                return ranges;
            });

    /** Origins of web pages, separated by commas, as a browser sends them. */
    public static final ValueType<List<String>> ORIGINS = new ValueType<>(
            "origins separated by commas, for example https://shop.example or http://localhost:3000: no *, and no / at"
                    + " the end",
            text -> check(split(text),
                    list -> list.stream().allMatch(o -> o.matches("[a-z][a-z0-9+.-]*://[^/*?#\\s]+"))));

    /** A host under which other nodes reach a server. */
    public static final ValueType<String> HOST = new ValueType<>(
            "the name of a host or an IP address, for example orders.example, 10.0.0.5 or [2001:db8::5]",
            text -> InstanceKey.of(text, 1, "").host());

    /** Names of hosts, or addresses, without a scheme and a port, each as {@link InstanceKey#plainHost}. */
    static final ValueType<List<String>> HOSTS = new ValueType<>(
            "hosts separated by commas, without scheme and port, for example registry.example,10.0.0.5",
            text -> split(text).stream().map(host -> InstanceKey.plainHost(InstanceKey.of(host, 1, "").host()))
                    .toList());

    /** Names of hosts, with {@code *} for any characters, each as {@link InstanceKey#plainHost}. */
    static final ValueType<List<String>> HOST_GLOBS = new ValueType<>(
            "names of hosts separated by commas, without scheme and port, with * for any characters, for example"
                    + " *.shop.example; no IP addresses, which micro.security.announce-ranges has",
            text -> check(split(text), names -> names.stream()
                    .allMatch(name -> isHost(name.replace('*', 'x')) && IpRanges.literal(name).isEmpty())).stream()
                    .map(InstanceKey::plainHost).toList());

    /** A path of a deployment. */
    public static final ValueType<String> PATH = new ValueType<>(
            "a path of letters, digits and ._~- , for example /payments or /shop/payments, or / for none",
            text -> text.equals("/") ? text : ContextPath.normalize(text));

    private final String expected;
    private final Function<String, T> parser;

    private ValueType(String expected, Function<String, T> parser) {
        this.expected = expected;
        this.parser = parser;
    }

    /** Returns the valid form, as errors and the reference page state it. */
    public String expected() {
        return expected;
    }

    /** Returns the rule. It throws an {@link IllegalArgumentException} or {@link ArithmeticException} of any kind. */
    public Function<String, T> parser() {
        return parser;
    }

    /** A whole number between two bounds. */
    public static ValueType<Integer> integer(int min, int max) {
        return new ValueType<>("a whole number from " + grouped(min) + " to " + grouped(max),
                text -> check(Integer.valueOf(text), n -> n >= min && n <= max));
    }

    /** A number of bytes or characters between two bounds, with or without {@code KiB} or {@code MiB}. */
    public static ValueType<Integer> size(int min, int max) {
        return new ValueType<>(
                "a size from " + grouped(min) + " to " + grouped(max) + ", for example 65536, 64KiB or 1MiB",
                text -> check(parseSize(text), n -> n >= min && n <= max));
    }

    /** A duration between two bounds. */
    public static ValueType<Duration> duration(Duration min, Duration max) {
        return new ValueType<>(
                "a duration from " + Durations.format(min) + " to " + Durations.format(max)
                        + ": 500ms, 10s, PT10S or a number of milliseconds",
                text -> check(Durations.parse(text), d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0));
    }

    /** A text that matches a regular expression as a whole. */
    public static ValueType<String> matching(String expected, String regex) {
        return new ValueType<>(expected, text -> check(text, t -> t.matches(regex)));
    }

    /**
     * Texts, separated by commas, of which each is allowed; or {@code none} for an empty list.
     *
     * @param expected the valid form, as errors and the reference page state it
     */
    public static ValueType<List<String>> textsOrNone(String expected, List<String> allowed) {
        return new ValueType<>(expected,
                text -> text.equals("none") ? List.of() : check(split(text), allowed::containsAll));
    }

    /** One of the constants of an enum, written in lower case. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        String names = Arrays.stream(type.getEnumConstants())
                .map(e -> e.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(" or "));
        return new ValueType<>(names, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    }

    /**
     * Writes a number with commas, for example {@code 10,000}. It avoids a formatter, which would load locale data while an
     * application starts.
     */
    private static String grouped(int number) {
        StringBuilder text = new StringBuilder().append(number);
        for (int at = text.length() - 3; at > (number < 0 ? 1 : 0); at -= 3) {
            text.insert(at, ',');
        }
        return text.toString();
    }

    /** Returns a value in the form of a configured text. */
    static String text(Object value) {
        return value instanceof List<?> list ? list.stream().map(ValueType::text).collect(Collectors.joining(","))
                : value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : String.valueOf(value);
    }

    private static boolean isHost(String text) {
        return !InstanceKey.of(text, 1, "").host().isEmpty(); // it throws if the text is no host
    }

    private static <T> T check(T value, Predicate<T> bounds) {
        if (!bounds.test(value)) {
            throw new IllegalArgumentException("out of bounds");
        }
        return value;
    }

    private static Boolean parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static int parseSize(String text) {
        if (text.endsWith("KiB")) {
            return Math.multiplyExact(Integer.parseInt(text.substring(0, text.length() - 3).strip()), 1 << 10);
        }
        if (text.endsWith("MiB")) {
            return Math.multiplyExact(Integer.parseInt(text.substring(0, text.length() - 3).strip()), 1 << 20);
        }
        return Integer.parseInt(text);
    }

    /** Returns the entries of a list. Blank ones between commas count as absent, as a blank value does. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        if (parts.isEmpty() && !text.isBlank()) {
            throw new NoEntryException(text);
        }
        return List.copyOf(parts);
    }

    /**
     * A list has commas and no entry. For many keys an empty list means that nothing is checked, and such a text is rarely
     * meant so: it is what {@code ${A:},${B:}} gives if both variables are missing.
     */
    static final class NoEntryException extends IllegalArgumentException {

        static final String CURE = ". The value has commas and no entry: name at least one, or remove the key";

        private static final long serialVersionUID = 1L;

        NoEntryException(String text) {
            super(text);
        }
    }

    private static List<URI> parseUrls(String text, List<String> schemes) {
        List<URI> urls = split(text).stream().map(url -> parseUrl(url, schemes)).toList();
        return check(urls, list -> !list.isEmpty());
    }

    private static URI parseUrl(String text, List<String> schemes) {
        URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        if (uri.getScheme() == null || !schemes.contains(uri.getScheme()) || uri.getHost() == null
                || uri.getRawUserInfo() != null || uri.getRawQuery() != null
                || uri.getRawFragment() != null || (uri.getRawPath() + "/").contains("//")) {
            throw new IllegalArgumentException(text);
        }
        return check(uri, u -> u.getPort() == -1 || u.getPort() >= 1 && u.getPort() <= 65535);
    }
}
