package io.microcdi.internal.registry.terminal;

import java.util.List;
import java.util.function.Consumer;

import jakarta.json.JsonObject;

/** Reads a list of a registry page by page. */
final class Pages {

    /** The most elements of a list that are read, so that a registry cannot fill the memory. */
    static final int MAX_LISTED = 1_000_000;
    private static final int LIMIT = 1_000;
    /** Two pages have this many elements in common, if nothing has changed between them. */
    private static final int OVERLAP = 10;
    private static final int MAX_REQUESTS = 2 * MAX_LISTED / LIMIT;
    /** The most pages in a row without a new element: enough if 50,000 elements leave between two pages. */
    private static final int MAX_IDLE = 100;

    private Pages() {
    }

    /**
     * Takes each element of a list in its order, once. Elements may come and go meanwhile: those that are there all the time
     * are not missed. If so many have left that a page does not overlap the one before it, the page before is asked for
     * again.
     *
     * @param order the member by which the registry orders the list
     * @param filter a text that elements contain; {@code null} for all elements
     * @return the number of elements
     */
    static int each(RegistryClient client, String path, String order, String filter, Consumer<JsonObject> taker) {
        String query = path + "?limit=" + LIMIT + (filter == null ? "" : "&filter=" + RegistryClient.encoded(filter))
                + "&offset=";
        int offset = 0;
        int taken = 0;
        int idle = 0;
        String last = "";
        for (int i = 0; i < MAX_REQUESTS && taken < MAX_LISTED && idle < MAX_IDLE; i++) {
            List<JsonObject> page = Fields.list(Listing.object(client.get(query + offset)), "items");
            if (offset > 0 && (page.isEmpty() || Fields.text(page.get(0), order).compareTo(last) > 0)) {
                idle++;
                offset = Math.max(0, offset - LIMIT / 2);
                continue;
            }
            idle++;
            for (JsonObject each : page) {
                if (Fields.text(each, order).compareTo(last) > 0) {
                    last = Fields.text(each, order);
                    taker.accept(each);
                    taken++;
                    idle = 0;
                }
            }
            if (page.size() < LIMIT) {
                return taken;
            }
            offset += LIMIT - OVERLAP;
        }
        throw new CommandException(ExitStatus.FAILED, "the list has more than " + MAX_LISTED
                + " elements, or changes too fast: --filter shortens it");
    }
}
