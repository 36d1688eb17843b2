package io.microcdi.internal.wire;

/** The positional arguments of the second dialect (wire, The second dialect). The first dialect has one payload instead. */
public final class Props {

    private Props() {
    }

    /**
     * Returns the arguments for a payload. The elements of an array become the arguments. Any other payload becomes the
     * only argument.
     *
     * @param payload JSON text; {@code null} for no payload
     */
    public static String of(String payload) {
        if (payload == null) {
            return "[]";
        }
        // raw JSON of an application may begin with white space
        return payload.stripLeading().startsWith("[") ? payload : "[" + payload + "]";
    }

    /**
     * Returns the payload for arguments: the only argument, or the array of all arguments.
     *
     * @param props a JSON array whose grammar was checked; {@code null} for no arguments
     * @return the payload; {@code null} if there is no argument
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

    /** Returns the first argument if it is a text; {@code null} otherwise. */
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
