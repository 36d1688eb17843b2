package io.microcdi.internal.registry.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;

/**
 * A part of the list of all instances, by namespaces. The list is in the order of namespaces, and of keys in each.
 *
 * @param namespaces those of the part, with their instances in the part
 * @param next the id of the last instance; {@code null} if no other instance follows
 */
record InstanceParts(List<NamespaceView> namespaces, @Nullable String next) {

    /** The most instances of one part. */
    static final int MAX_INSTANCES = 1_000;

    private static final Comparator<InstanceView> BY_KEY = Comparator.comparing(InstanceView::key);

    /**
     * Returns the part after an instance, which may have left. It sorts no more instances than the part has.
     *
     * @param names of namespaces, in their order
     * @param instances returns the instances of a namespace, in any order
     * @param after the id of an instance; {@code null} for the first part
     * @throws IllegalArgumentException if it is no id
     */
    static InstanceParts of(List<String> names, Function<String, Stream<InstanceView>> instances,
            @Nullable String after) {
        String[] last = after == null || after.isEmpty() ? new String[] { "", "" } : RegistryEvent.named(after);
        if (last.length == 0) {
            throw ApiQuery.invalid("after", after, "what next says in the answer before");
        }
        List<NamespaceView> part = new ArrayList<>();
        int left = MAX_INSTANCES;
        for (String name : names) {
            int order = name.compareTo(last[0]);
            List<InstanceView> found = order < 0 ? List.of()
                    : instances.apply(name).filter(each -> order > 0 || each.key().compareTo(last[1]) > 0).toList();
            int count = Math.min(left, found.size());
            if (count > 0) {
                part.add(new NamespaceView(name, ApiLists.first(found, BY_KEY, 0, count)));
                left -= count;
            }
            if (found.size() > count) {
                return new InstanceParts(part, end(part));
            }
        }
        return new InstanceParts(part, null);
    }

    private static String end(List<NamespaceView> part) {
        NamespaceView last = part.get(part.size() - 1);
        return RegistryEvent.id(last.name(), last.instances().get(last.instances().size() - 1).key());
    }
}
