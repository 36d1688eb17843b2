package io.microcdi.it.heap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;

import org.netbeans.lib.profiler.heap.GCRoot;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.HeapFactory;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;
import org.netbeans.lib.profiler.heap.PrimitiveArrayInstance;

/** A dump of a heap, in which the shortest ways from what is always alive are found. */
public final class HeapDump {
    private static final long NOBODY = 0;

    private final Heap heap;
    private final References references;
    private final Map<Long, Long> holders = new HashMap<>();

    private HeapDump(Heap heap, References references) {
        this.heap = heap;
        this.references = references;
    }

    /**
     * Finds the references to the class loaders of a class.
     *
     * @param leftOut fields, as {@code java.lang.Thread.target}, through which no way is to lead
     * @return for each loader that is held a line for each object on the way to it; empty if weak and soft references, or
     *         those that are left out, are all that lead to any
     */
    public static List<String> waysToLoadersOf(String className, Path file, Set<String> leftOut) throws IOException {
        Heap heap = HeapFactory.createHeap(file.toFile());
        return new HeapDump(heap, new References(heap, leftOut)).ways(className);
    }

    private List<String> ways(String className) {
        Set<Long> sought = new HashSet<>();
        for (Object found : heap.getJavaClassesByRegExp(Pattern.quote(className))) {
            sought.add(((JavaClass) found).getClassLoader().getInstanceId());
        }
        List<String> ways = new ArrayList<>();
        Queue<Instance> open = new ArrayDeque<>();
        for (Object root : heap.getGCRoots()) {
            reach(((GCRoot) root).getInstance(), NOBODY, open);
        }
        while (!open.isEmpty() && !sought.isEmpty()) {
            Instance instance = open.poll();
            if (sought.remove(instance.getInstanceId())) {
                ways.add(way(instance));
            }
            references.of(instance).forEach(held -> reach(held, instance.getInstanceId(), open));
        }
        return ways;
    }

    private void reach(Instance instance, long holder, Queue<Instance> open) {
        if (instance != null && holders.putIfAbsent(instance.getInstanceId(), holder) == null) {
            open.add(instance);
        }
    }

    private String way(Instance end) {
        StringBuilder way = new StringBuilder();
        for (Instance at = end; at != null; at = heap.getInstanceByID(holders.get(at.getInstanceId()))) {
            way.append("\n    ").append(describe(at));
        }
        return way.toString();
    }

    private String describe(Instance instance) {
        String type = instance.getJavaClass().getName();
        JavaClass mirrored = heap.getJavaClassByID(instance.getInstanceId());
        if (mirrored != null) {
            return "class " + mirrored.getName();
        }
        if (instance.getValueOfField("name") instanceof Instance name && type.endsWith("Thread")) {
            type += " " + text(name);
        }
        return instance.isGCRoot() ? type + " (" + heap.getGCRoot(instance).getKind() + ")" : type;
    }

    /** The characters of a text that has a byte for each. */
    private static String text(Instance string) {
        StringBuilder text = new StringBuilder();
        if (string.getValueOfField("value") instanceof PrimitiveArrayInstance bytes) {
            for (Object value : bytes.getValues()) {
                text.append((char) (Integer.parseInt(value.toString()) & 0xff));
            }
        }
        return text.toString();
    }
}
