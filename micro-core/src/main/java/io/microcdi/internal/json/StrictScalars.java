package io.microcdi.internal.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.WireLimits;

/**
 * Finds a boolean, character or fraction inside a payload that JSON-B with its defaults would change without an error.
 * Some implementations read every value except true as false, shorten a text to its first character, and read 1e400 as
 * infinite. It compares the text with the {@link PlainMembers members} of the type. A type without such members costs
 * one lookup. A class with an annotation of JSON-B is not checked, nor are its members. Thread-safe.
 */
final class StrictScalars {

    /**
     * The largest number of stored types, and of types that are reached from one type: a generic type can refer to ever
     * larger ones.
     */
    private static final int MAX_TYPES = 1_000;
    /** A number of fewer characters, without an exponent, is finite as a float. */
    private static final int SURELY_FINITE = 38;
    private static final WireLimits SCANNED = new WireLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    private static final Map<Type, Kind> KINDS = Map.of(boolean.class, Kind.BOOLEAN, Boolean.class, Kind.BOOLEAN,
            char.class, Kind.CHARACTER, Character.class, Kind.CHARACTER, double.class, Kind.DOUBLE, Double.class,
            Kind.DOUBLE, OptionalDouble.class, Kind.DOUBLE, float.class, Kind.FLOAT, Float.class, Kind.FLOAT);

    private final Map<Type, Shape> shapes = new ConcurrentHashMap<>();

    private enum Kind {
        BOOLEAN, CHARACTER, DOUBLE, FLOAT;

        boolean fits(String text) {
            if (this == BOOLEAN) {
                return text.equals("true") || text.equals("false");
            }
            return this == CHARACTER ? text.length() == 1
                    : isFinite(text, this == DOUBLE ? Double::parseDouble : Float::parseFloat);
        }

        private static boolean isFinite(String text, ToDoubleFunction<String> parser) {
            try {
                return Double.isFinite(parser.applyAsDouble(text));
            } catch (NumberFormatException inAnotherFormat) {
                return true;
            }
        }
    }

    /** The parts of a type that are compared. */
    private static final class Shape {

        private final Type type;
        private final @Nullable Kind kind;
        private final Map<String, Shape> members = new HashMap<>();
        private boolean map;
        /** The elements of an array, or the values of a map. */
        private @Nullable Shape element;
        private @Nullable Kind key;
        /** Whether the type contains a value to compare. */
        private boolean compared;

        Shape(Type type) {
            this.type = type;
            this.kind = KINDS.get(type);
            this.compared = kind != null;
        }

        /** Updates {@link #compared} from the parts of the type. Returns whether it has changed. */
        boolean turns() {
            boolean before = compared;
            compared = before || key != null || element != null && element.compared
                    || members.values().stream().anyMatch(member -> member.compared);
            return compared != before;
        }
    }

    /**
     * Returns the reason for which a payload must not be bound; {@code null} if it may.
     *
     * @param json a value that JSON-B has bound, without white space before it
     */
    @Nullable
    String misfit(String json, Type type) {
        Shape shape = shapes.get(type);
        if (shape == null) {
            shape = follow(type);
            if (shapes.size() < MAX_TYPES) {
                shapes.put(type, shape);
            }
        }
        return shape.compared ? new Comparison(json).of(shape) : null;
    }

    private static Shape follow(Type type) {
        Map<Type, Shape> followed = new LinkedHashMap<>();
        Deque<Shape> open = new ArrayDeque<>();
        try {
            Shape shape = add(type, followed, open);
            for (Shape next = open.poll(); next != null; next = open.poll()) {
                fill(next, followed, open);
            }
            // in reverse, because the types that were found last are inside the others
            List<Shape> inner = new ArrayList<>(followed.values());
            Collections.reverse(inner);
            for (boolean turned = true; turned;) {
                turned = false;
                for (Shape each : inner) {
                    turned |= each.turns();
                }
            }
            return shape;
        } catch (RuntimeException | LinkageError | StackOverflowError unreadable) {
            // a class of the type is missing: nothing is compared
            return new Shape(Object.class);
        }
    }

    private static Shape add(Type type, Map<Type, Shape> followed, Deque<Shape> open) {
        if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
            return add(new TypeResolver(type).resolve(optional.getActualTypeArguments()[0]), followed, open);
        }
        Shape known = followed.get(type);
        if (known != null || followed.size() >= MAX_TYPES) {
            return known == null ? new Shape(Object.class) : known;
        }
        Shape shape = new Shape(type);
        followed.put(type, shape);
        open.add(shape);
        return shape;
    }

    private static void fill(Shape shape, Map<Type, Shape> followed, Deque<Shape> open) {
        Type type = shape.type;
        Class<?> raw = TypeResolver.raw(type);
        Type element = null;
        if (!PlainMembers.isPlain(raw)) {
            return;
        }
        if (raw.isArray() || Collection.class.isAssignableFrom(raw)) {
            element = BindingErrorLocator.argument(type, Collection.class, 0);
        } else if (Map.class.isAssignableFrom(raw)) {
            shape.map = true;
            shape.key = kind(BindingErrorLocator.argument(type, Map.class, 0));
            element = BindingErrorLocator.argument(type, Map.class, 1);
        } else if (!PayloadShape.isWrapped(raw) && !raw.getName().startsWith("java.")) {
            PlainMembers.of(type).forEach((name, member) -> shape.members.put(name, add(member, followed, open)));
        }
        shape.element = element == null ? null : add(element, followed, open);
    }

    private static @Nullable Kind kind(@Nullable Type type) {
        return type == null ? null : KINDS.get(type);
    }

    /** One payload. */
    private static final class Comparison {

        private final String json;
        private final JsonScanner scanner = new JsonScanner(SCANNED);
        /** The place of the fault, from its end to its beginning. */
        private String path = "";

        Comparison(String json) {
            this.json = json;
            scanner.reset(json);
        }

        @Nullable
        String of(Shape shape) {
            BindingErrorLocator.Part fault = fault(shape);
            return fault == null ? null : new BindingErrorLocator.Part(path, fault.json(), fault.type()).reason();
        }

        private BindingErrorLocator.@Nullable Part fault(Shape shape) {
            char first = scanner.peek();
            if (shape.kind != null) {
                return scalar(shape, first);
            }
            if (first == '{' && (shape.map || shape.element == null)) {
                return object(shape);
            }
            if (first == '[' && !shape.map && shape.element != null) {
                return array(shape.element);
            }
            scanner.skipValue();
            return null;
        }

        private BindingErrorLocator.@Nullable Part object(Shape shape) {
            scanner.enter('{');
            for (boolean next = true; scanner.nextMember(next); next = false) {
                String name = scanner.name();
                if (shape.key != null && !shape.key.fits(name)) {
                    return at(BindingErrorLocator.ANY, new BindingErrorLocator.Part("", "\"", shape.type));
                }
                Shape value = shape.map ? shape.element : shape.members.get(name);
                BindingErrorLocator.Part fault = value == null || !value.compared ? skipped() : fault(value);
                if (fault != null) {
                    return at(shape.map ? BindingErrorLocator.ANY : name, fault);
                }
            }
            return null;
        }

        private BindingErrorLocator.@Nullable Part array(Shape element) {
            scanner.enter('[');
            for (int i = 0; scanner.nextElement(i == 0); i++) {
                BindingErrorLocator.Part fault = fault(element);
                if (fault != null) {
                    return at("[" + i + "]", fault);
                }
            }
            return null;
        }

        private BindingErrorLocator.@Nullable Part skipped() {
            scanner.skipValue();
            return null;
        }

        private BindingErrorLocator.Part at(String place, BindingErrorLocator.Part fault) {
            path = path.isEmpty() || path.charAt(0) == '[' ? place + path : place + "." + path;
            return fault;
        }

        private BindingErrorLocator.@Nullable Part scalar(Shape shape, char first) {
            boolean text = first == '"';
            String read = null;
            int start = scanner.position();
            if (text) {
                read = scanner.string();
            } else {
                scanner.skipValue();
            }
            boolean fits;
            if (shape.kind == Kind.BOOLEAN) {
                fits = first == 't' || first == 'f';
            } else if (text) {
                fits = shape.kind.fits(read);
            } else {
                fits = shape.kind != Kind.CHARACTER && isFinite(shape.kind, start);
            }
            return fits || first == 'n' || first == '{' || first == '[' ? null
                    : new BindingErrorLocator.Part("", json.substring(start, start + 1), shape.type);
        }

        private boolean isFinite(Kind kind, int start) {
            int end = scanner.position();
            boolean small = end - start < SURELY_FINITE;
            for (int i = start; small && i < end; i++) {
                small = (json.charAt(i) | 0x20) != 'e';
            }
            return small || kind.fits(json.substring(start, end));
        }
    }
}
