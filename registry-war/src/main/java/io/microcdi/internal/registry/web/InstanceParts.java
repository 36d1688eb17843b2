package io.microcdi.internal.registry.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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

    /**
     * Returns the part after an instance, which may have left.
     *
     * @param names of namespaces, in their order
     * @param instances returns the instances of a namespace, in the order of their keys
     * @param after the id of an instance; {@code null} for the first part
     * @throws IllegalArgumentException if it is no id
     */
    static InstanceParts of(List<String> names, Function<String, List<InstanceView>> instances,
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
                    : instances.apply(name).stream()
                            .filter(each -> order > 0 || each.key().compareTo(last[1]) > 0).limit(left + 1L).toList();
            int count = Math.min(left, found.size());
            if (count > 0) {
                part.add(new NamespaceView(name, found.subList(0, count)));
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
