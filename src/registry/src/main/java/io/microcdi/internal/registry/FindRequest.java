package io.microcdi.internal.registry;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.internal.wire.JsonScanner;
import io.microcdi.internal.wire.JsonSyntaxException;
import io.microcdi.internal.wire.WireLimits;

/**
 * The payload of {@code /-/find}, {@code /-/watch} and {@code /-/unwatch} (wire, The registry). It is read without a tree of
 * JSON values, because it is the most frequent message of a registry.
 *
 * @param exclude the keys of the excluded instances
 * @param limit the largest number of instances of a watch; 0 for all, -1 if it is no such number
 */
record FindRequest(String namespace, List<String> exclude, int limit) {

    private static final int MAX_EXCLUDED = 1_000;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,8}");

    /**
     * Reads a payload.
     *
     * @param url the route that was asked, for the reason of a refusal
     *
     * @throws RequestRefusedException with 400 if it is not such a request
     */
    static FindRequest read(String url, String payload) {
        String namespace = null;
        List<String> exclude = List.of();
        int limit = 0;
        try {
            JsonScanner scanner = new JsonScanner(WireLimits.DEFAULT);
            scanner.reset(payload == null ? "" : payload);
            scanner.enter('{');
            for (boolean first = true; scanner.nextMember(first); first = false) {
                String name = scanner.name();
                if (name.equals("namespace") && scanner.peek() == '"') {
                    namespace = scanner.string();
                } else if (name.equals("exclude") && scanner.peek() == '[') {
                    exclude = keys(url, scanner);
                } else if (name.equals("limit")) {
                    int start = scanner.skipValue();
                    limit = limit(payload.substring(start, scanner.position()));
                } else {
                    scanner.skipValue();
                }
            }
        } catch (JsonSyntaxException e) {
            throw new RequestRefusedException(400, url + " expects {\"namespace\": text, \"exclude\": [key, …]}");
        }
        if (namespace == null) {
            throw new RequestRefusedException(400, url + " expects a namespace");
        }
        if (!Namespaces.isValid(namespace)) {
            // no instance can have such a namespace, and a watch would store the text
            throw new RequestRefusedException(400, url + " expects a namespace: " + Namespaces.GRAMMAR);
        }
        return new FindRequest(namespace, exclude, limit);
    }

    private static int limit(String number) {
        return LIMIT.matcher(number).matches() ? Integer.parseInt(number) : -1;
    }

    private static List<String> keys(String url, JsonScanner scanner) {
        // each key only once, because one key may stand for many instances
        Set<String> keys = new LinkedHashSet<>();
        int count = 0;
        scanner.enter('[');
        for (boolean first = true; scanner.nextElement(first); first = false) {
            if (scanner.peek() == '"') {
                keys.add(InstanceKey.normal(scanner.string()));
            } else {
                scanner.skipValue();
            }
            if (++count > MAX_EXCLUDED) {
                throw new RequestRefusedException(400, url + " excludes at most " + MAX_EXCLUDED + " instances");
            }
        }
        return List.copyOf(keys);
    }
}
