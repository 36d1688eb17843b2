package io.microcdi.internal.registry.web;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.registry.InstanceDetail;
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

    /** Gives instances in the order of their keys. */
    interface Source {

        /** Returns the first instances of a namespace after a key, up to a limit. */
        List<InstanceDetail> first(String namespace, String after, int limit);
    }

    /**
     * Returns the part after an instance, which may have left. It asks for one instance more than the part has.
     *
     * @param names of namespaces, in their order
     * @param source of the instances of a namespace
     * @param after the id of an instance; {@code null} for the first part
     * @throws IllegalArgumentException if it is no id
     */
    static InstanceParts of(List<String> names, Source source, @Nullable String after) {
        String[] last = after == null || after.isEmpty() ? new String[] { "", "" } : RegistryEvent.named(after);
        if (last.length == 0) {
            throw ApiQuery.invalid("after", after, "the value of next in the answer before");
        }
        List<NamespaceView> part = new ArrayList<>();
        int left = MAX_INSTANCES;
        for (String name : names) {
            int order = name.compareTo(last[0]);
            List<InstanceView> found = order < 0 ? List.of()
                    : source.first(name, order > 0 ? "" : last[1], left + 1).stream().map(InstanceDetail::view)
                            .toList();
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
