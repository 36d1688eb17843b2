package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.registry.InstanceDetail;
import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;

/** The parts of the list with all instances. */
class InstancePartsTest {

    private final Map<String, List<InstanceView>> namespaces = new TreeMap<>();

    private void add(String namespace, int count) {
        namespaces.put(namespace, IntStream.range(0, count).mapToObj(i -> view("10.0.0.1:" + (10_000 + i))).toList());
    }

    private static InstanceView view(String key) {
        return new InstanceView(key, "10.0.0.1", 1, "", Instant.EPOCH, Instant.EPOCH, true, 1, 0, "", Set.of(), "", "");
    }

    private InstanceParts after(String id) {
        return InstanceParts.of(List.copyOf(namespaces.keySet()), this::first, id);
    }

    private List<InstanceDetail> first(String namespace, String after, int limit) {
        return namespaces.getOrDefault(namespace, List.of()).stream().filter(each -> each.key().compareTo(after) > 0)
                .limit(limit).map(each -> new InstanceDetail(namespace, each, "", null, null)).toList();
    }

    /** Returns what a client has that asks for all parts. Each is as large as it may be. */
    private List<String> all() {
        List<String> all = new ArrayList<>();
        String next = null;
        do {
            InstanceParts part = after(next);
            List<String> keys = new ArrayList<>();
            for (NamespaceView namespace : part.namespaces()) {
                namespace.instances().forEach(each -> keys.add(namespace.name() + " " + each.key()));
            }
            all.addAll(keys);
            next = part.next();
            assertThat(keys).hasSizeLessThanOrEqualTo(InstanceParts.MAX_INSTANCES);
            assertThat(next == null || keys.size() == InstanceParts.MAX_INSTANCES).isTrue();
        } while (next != null);
        return all;
    }

    private List<String> expected() {
        List<String> expected = new ArrayList<>();
        namespaces.forEach((name, instances) -> instances.forEach(each -> expected.add(name + " " + each.key())));
        return expected;
    }

    @Test
    void theListEndsWhereItFits() {
        assertThat(after(null)).isEqualTo(new InstanceParts(List.of(), null));
        add("a", 400);
        add("b", 600);
        assertThat(after(null).next()).isNull();
        assertThat(all()).isEqualTo(expected());
    }

    @Test
    void aPartMayEndInANamespaceAndAfterOne() {
        add("a", 2_500);
        add("b", 500);
        add("c", 1);
        add("d/e", 999);
        add("f", 1_000);
        assertThat(all()).isEqualTo(expected());
    }

    @Test
    void theListGoesOnThoughTheInstanceHasLeft() {
        add("a", 1_001);
        String next = after(null).next();
        namespaces.put("a", namespaces.get("a").subList(1_000, 1_001));
        assertThat(after(next).namespaces()).isEqualTo(List.of(new NamespaceView("a", namespaces.get("a"))));
        namespaces.remove("a");
        add("b", 1);
        assertThat(after(next).namespaces()).extracting(NamespaceView::name).containsExactly("b");
    }

    @Test
    void anInvalidPlaceIsRefused() {
        assertThat(after("").next()).isNull();
        assertThatThrownBy(() -> after("*")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after=*: expected ");
        assertThatThrownBy(() -> after(RegistryEvent.id("a", "b").substring(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
