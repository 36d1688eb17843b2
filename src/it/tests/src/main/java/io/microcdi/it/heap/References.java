package io.microcdi.it.heap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;
import org.netbeans.lib.profiler.heap.ObjectArrayInstance;
import org.netbeans.lib.profiler.heap.ObjectFieldValue;
import org.netbeans.lib.profiler.heap.PrimitiveArrayInstance;

/** The strong references of an object, its own and those of its class, without the fields that are left out. */
final class References {
    private static final Set<String> WEAK = Set.of("java.lang.ref.Reference.referent",
            "java.lang.ref.Reference.discovered");

    private final Heap heap;
    private final Set<String> leftOut;
    private final Map<JavaClass, Instance> loaders = new HashMap<>();

    References(Heap heap, Set<String> leftOut) {
        this.heap = heap;
        this.leftOut = leftOut;
    }

    List<Instance> of(Instance object) {
        List<Instance> held = new ArrayList<>();
        held.add(loaders.computeIfAbsent(object.getJavaClass(), JavaClass::getClassLoader));
        if (object instanceof ObjectArrayInstance array) {
            for (Object element : array.getValues()) {
                held.add((Instance) element);
            }
        } else if (!(object instanceof PrimitiveArrayInstance)) {
            add(held, object.getFieldValues());
        }
        JavaClass mirrored = heap.getJavaClassByID(object.getInstanceId());
        if (mirrored != null) {
            held.add(mirrored.getClassLoader());
            add(held, mirrored.getStaticFieldValues());
        }
        held.removeIf(instance -> instance == null);
        return held;
    }

    private void add(List<Instance> held, List<?> values) {
        for (Object value : values) {
            if (value instanceof ObjectFieldValue reference && !isLeftOut(reference)) {
                held.add(reference.getInstance());
            }
        }
    }

    private boolean isLeftOut(ObjectFieldValue reference) {
        String field = reference.getField().getDeclaringClass().getName() + "." + reference.getField().getName();
        return WEAK.contains(field) || leftOut.contains(field);
    }
}
