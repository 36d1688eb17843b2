package io.microcdi.internal.wire;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.microcdi.it.fuzz.Input;

/** JSON texts by themselves: the scanner against JSON-P, quotes, excerpts, and the arguments of the second dialect. */
public final class TextFuzz {

    private static final int LONGEST_EXCERPT = 300;

    private TextFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new Input(bytes).text();
        Input.timed(bytes.length, () -> {
            JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
            boolean accepted = accepts(scanner, text);
            if (scanner.violation() == null) {
                JsonValue value = Input.json(text);
                Input.check(accepted == (value != null), "the scanner and JSON-P agree", text);
                if (value instanceof JsonArray array) {
                    props(text.strip(), array);
                }
            }
            String quoted = JsonText.quote(text);
            Input.check(accepts(scanner, quoted), "a quoted text is JSON", text);
            Input.same(text, ((JsonString) Input.json(quoted)).getString(), "a quoted text is the text");
            excerpt(Excerpts.of(text));
        });
    }

    private static void props(String text, JsonArray array) {
        String payload = Props.payload(text);
        Input.same(array.isEmpty() ? null : array.size() == 1 ? array.get(0) : array,
                payload == null ? null : Input.json(payload), "the payload of arguments");
        Input.same(!array.isEmpty() && array.get(0) instanceof JsonString first ? first.getString() : null,
                Props.firstText(text), "the first argument");
    }

    private static void excerpt(String excerpt) {
        Input.check(excerpt.length() <= LONGEST_EXCERPT, "an excerpt is short", excerpt.length());
        Input.check(excerpt.codePoints().noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        }), "an excerpt has nothing invisible", excerpt);
    }

    private static boolean accepts(JsonScanner scanner, String text) {
        scanner.reset(text);
        try {
            scanner.skipValue();
            scanner.expectEnd();
            return true;
        } catch (JsonSyntaxException notJson) {
            return false;
        }
    }
}
