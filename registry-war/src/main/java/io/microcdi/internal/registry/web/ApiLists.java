package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.registry.CallNumbers;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.registry.InstanceDetail;
import io.microcdi.internal.registry.NamespaceSummary;
import io.microcdi.internal.security.NamespaceGlobs;

/** Answers with pages of lists: filtered, in an order, and with an {@code ETag}. */
final class ApiLists {

    private static final int MAX_FILTER = 256;
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    /** The parameters of a page of namespaces. */
    static final List<String> PAGED = List.of("filter", "state", "sort", "offset", "limit");
    private static final List<String> PAGED_INSTANCES = List.of("filter", "state", "sort", "offset", "limit", "version",
            "zone");

    /** The states in their order, the worst last. */
    private static final List<String> NAMESPACE_STATES = List.of("healthy", "some-ejected", "none-answers");
    private static final List<String> INSTANCE_STATES = List.of("healthy", "draining", "ejected");

    private static final Comparator<NamespaceSummary> BY_NAME = Comparator.comparing(NamespaceSummary::name);
    private static final Comparator<InstanceDetail> BY_KEY = Comparator
            .comparing((InstanceDetail each) -> each.view().key()).thenComparing(InstanceDetail::namespace);
    private static final Map<String, Comparator<NamespaceSummary>> NAMESPACES = Map.of(
            "name", BY_NAME,
            "state",
            Comparator.comparing((NamespaceSummary each) -> NAMESPACE_STATES.indexOf(ApiJson.state(each))),
            "instances", Comparator.comparing(NamespaceSummary::instances),
            "changed", Comparator.comparing(NamespaceSummary::changed));
    private static final Map<String, ToDoubleFunction<CallNumbers>> CALLS = Map.of("rate", CallNumbers::rate, "failed",
            CallNumbers::failed, "p50", CallNumbers::p50, "p99", CallNumbers::p99);
    private static final Map<String, Comparator<InstanceDetail>> INSTANCES = ApiLists
            .<InstanceDetail>withCalls(Map.of(
                    "key", BY_KEY,
                    "state",
                    Comparator.comparing((InstanceDetail each) -> INSTANCE_STATES.indexOf(ApiJson.state(each))),
                    "since", Comparator.comparing((InstanceDetail each) -> each.view().since()),
                    "version", Comparator.comparing((InstanceDetail each) -> each.view().version()),
                    "zone", Comparator.comparing((InstanceDetail each) -> each.view().zone()),
                    "heartbeat", Comparator.comparing((InstanceDetail each) -> each.view().heartbeat())),
                    InstanceDetail::calls);

    private final EngineRegistry registry;
    private final ApiJson json;

    ApiLists(EngineRegistry registry, ApiJson json) {
        this.registry = registry;
        this.json = json;
    }

    /** Adds the orders by calls. Where nobody reports calls, they are fewer than none. */
    private static <T> Map<String, Comparator<T>> withCalls(Map<String, Comparator<T>> orders,
            Function<T, @Nullable CallNumbers> callsOf) {
        Map<String, Comparator<T>> all = new HashMap<>(orders);
        CALLS.forEach((name, number) -> all.put(name, Comparator.comparingDouble(each -> {
            CallNumbers calls = callsOf.apply(each);
            return calls == null ? -1 : number.applyAsDouble(calls);
        })));
        return all;
    }

    /** Returns whether a request asks for a page of a list, not for the list with all instances. */
    static boolean isPaged(HttpServletRequest request) {
        return PAGED.stream().anyMatch(name -> request.getParameter(name) != null);
    }

    void namespaces(HttpServletRequest request, HttpServletResponse response, NamespaceGlobs visible)
            throws IOException {
        if (ApiQuery.refuses(request, response, PAGED)) {
            return;
        }
        Map<String, CallNumbers> calls = json.calls();
        page(request, response, ApiLists.<NamespaceSummary>withCalls(NAMESPACES, each -> calls.get(each.name())),
                "name", () -> {
                    String filter = filter(request);
                    String state = state(request, NAMESPACE_STATES);
                    return registry.summaries().stream()
                            .filter(each -> visible.contains(each.name())
                                    && each.name().toLowerCase(Locale.ROOT).contains(filter)
                                    && (state == null || state.equals(ApiJson.state(each))));
                }, (out, each) -> json.namespace(out, each, calls.get(each.name())));
    }

    /** Answers with instances of a namespace, of all for {@code null}. */
    void instances(HttpServletRequest request, HttpServletResponse response, NamespaceGlobs visible,
            @Nullable String namespace) throws IOException {
        if (ApiQuery.refuses(request, response, PAGED_INSTANCES)) {
            return;
        }
        page(request, response, INSTANCES, "key", () -> {
            String filter = filter(request);
            String state = state(request, INSTANCE_STATES);
            Predicate<InstanceDetail> matches = each -> filter.isEmpty() || Stream
                    .of(each.view().key(), each.view().version(), each.view().zone(),
                            namespace == null ? each.namespace() : "")
                    .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(filter));
            String version = request.getParameter("version");
            String zone = request.getParameter("zone");
            Stream<String> names = namespace == null ? registry.summaries().stream().map(NamespaceSummary::name)
                    : Stream.of(namespace);
            return names.filter(visible::contains).flatMap(registry::details)
                    .filter(each -> matches.test(each) && (version == null || version.equals(each.view().version()))
                            && (zone == null || zone.equals(each.view().zone()))
                            && (state == null || state.equals(ApiJson.state(each))));
        }, (out, each) -> json.instance(out, each, null));
    }

    private static String filter(HttpServletRequest request) {
        String filter = request.getParameter("filter");
        if (filter == null) {
            return "";
        }
        if (filter.length() > MAX_FILTER) {
            throw ApiQuery.invalid("filter", filter, "at most " + MAX_FILTER + " characters");
        }
        return filter.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String state(HttpServletRequest request, List<String> states) {
        String state = request.getParameter("state");
        if (state == null || state.isEmpty()) {
            return null;
        }
        if (!states.contains(state)) {
            throw ApiQuery.invalid("state", state, "one of " + String.join(", ", states));
        }
        return state;
    }

    private static <T> Comparator<T> order(HttpServletRequest request, Map<String, Comparator<T>> orders,
            String first) {
        String sort = request.getParameter("sort") == null ? first : request.getParameter("sort");
        boolean reversed = sort.startsWith("-");
        String name = reversed ? sort.substring(1) : sort;
        Comparator<T> order = orders.get(name);
        if (order == null) {
            throw ApiQuery.invalid("sort", sort, "one of "
                    + String.join(", ", orders.keySet().stream().sorted().toList())
                    + ", perhaps with - before it");
        }
        return (reversed ? order.reversed() : order).thenComparing(orders.get(first));
    }

    /**
     * A page of a list.
     *
     * @param total how many elements the list has
     */
    record Page<T>(int total, List<T> items) {
    }

    /**
     * Returns elements of a list in an order. For a page at its begin it neither keeps nor sorts the others.
     *
     * @param offset how many come before the first that is returned
     * @param limit the most that are returned
     */
    static <T> Page<T> first(Stream<T> all, Comparator<T> order, int offset, int limit) {
        long last = (long) offset + limit;
        if (last > MAX_LIMIT) {
            List<T> sorted = all.sorted(order).toList();
            return new Page<>(sorted.size(), sorted.stream().skip(offset).limit(limit).toList());
        }
        PriorityQueue<T> first = new PriorityQueue<>(order.reversed());
        int[] total = new int[1];
        all.forEachOrdered(each -> {
            total[0]++;
            if (first.size() < last) {
                first.add(each);
            } else if (order.compare(each, Objects.requireNonNull(first.peek())) < 0) {
                first.poll();
                first.add(each);
            }
        });
        return new Page<>(total[0], first.stream().sorted(order).skip(offset).toList());
    }

    /** Gives the elements that match, or refuses a parameter. */
    private interface Source<T> {

        Stream<T> all();
    }

    private <T> void page(HttpServletRequest request, HttpServletResponse response, Map<String, Comparator<T>> orders,
            String first, Source<T> source, BiConsumer<JsonGenerator, T> writer) throws IOException {
        int offset;
        int limit;
        Page<T> page;
        try {
            offset = ApiQuery.number(request, "offset", 0, 0, Integer.MAX_VALUE);
            limit = ApiQuery.number(request, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
            Comparator<T> order = order(request, orders, first);
            page = first(source.all(), order, offset, limit);
        } catch (IllegalArgumentException e) {
            Replies.text(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            return;
        }
        ApiQuery.answer(request, response, json.text(out -> {
            out.writeStartObject().write("total", page.total()).write("offset", offset).write("limit", limit)
                    .writeStartArray("items");
            page.items().forEach(each -> writer.accept(out, each));
            out.writeEnd().writeEnd();
        }));
    }
}
