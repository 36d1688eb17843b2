package io.microcdi.it.witness;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Holds announced class loaders weakly. Thread-safe. */
public final class Loaders implements LoadersMBean {
    private final List<Announced> announced = new CopyOnWriteArrayList<>();

    private record Announced(String path, WeakReference<ClassLoader> loader) {
    }

    @Override
    public void announce(String path, ClassLoader loader) {
        announced.add(new Announced(path, new WeakReference<>(loader)));
    }

    /** How many have not been collected, by the paths of their applications. */
    Map<String, Integer> alive() {
        return announced.stream()
                .collect(Collectors.toMap(Announced::path, one -> one.loader.get() == null ? 0 : 1, Integer::sum));
    }
}
