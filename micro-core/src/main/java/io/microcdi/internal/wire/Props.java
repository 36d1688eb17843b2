package io.microcdi.internal.wire;

/** The positional arguments of the second dialect (wire, section 6), where the first has one payload. */
public final class Props {

    private Props() {
    }

    /**
     * The arguments that stand for a payload: those of an array are its elements, any other is the only one.
     *
     * @param payload JSON text; {@code null} for none
     */
    public static String of(String payload) {
        if (payload == null) {
            return "[]";
        }
        // raw JSON may come as somebody wrote it, with white space in front
        return payload.stripLeading().startsWith("[") ? payload : "[" + payload + "]";
    }

    /**
     * The payload that arguments stand for: the only one, or the array of several.
     *
     * @param props a JSON array whose grammar was checked; {@code null} for none
     * @return {@code null} where there is no argument
     */
    public static String payload(String props) {
        if (props == null) {
            return null;
        }
        JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
        scanner.reset(props);
        scanner.enter('[');
        String only = null;
        int count = 0;
        for (boolean first = true; scanner.nextElement(first); first = false) {
            int start = scanner.skipValue();
            only = props.substring(start, scanner.position());
            count++;
        }
        return count > 1 ? props : only;
    }

    /** The first argument, if it is a text; else {@code null}. */
    public static String firstText(String props) {
        if (props == null) {
            return null;
        }
        JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
        scanner.reset(props);
        scanner.enter('[');
        return scanner.nextElement(true) && scanner.peek() == '"' ? scanner.string() : null;
    }
}
