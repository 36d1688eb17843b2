package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import jakarta.json.JsonObject;

/** Asks one registry for instances of a namespace, one question after the other. Each answer must have one. */
final class Finder implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String namespace;
    private final RegisteredNode node;
    private final Set<String> found = ConcurrentHashMap.newKeySet();
    private final List<Object> wrong = new CopyOnWriteArrayList<>();
    private final Repeated repeated;

    Finder(RegistryProcess registry, int announcedPort, String namespace) {
        this.namespace = namespace;
        node = RegisteredNode.connect(registry.port(), announcedPort, "finder").join();
        repeated = new Repeated("finder", this::ask);
    }

    private boolean ask() throws InterruptedException {
        try {
            JsonObject answer = node.find(namespace, PATIENCE).get();
            if (answer.getInt("status") == 200) {
                found.add(answer.get("data").toString());
            } else {
                wrong.add(answer);
            }
        } catch (ExecutionException e) {
            wrong.add(e);
            return false;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        return true;
    }

    /** Waits until the answers from now on have been so many different instances. */
    void awaitAll(int count) {
        found.clear();
        Cluster.await(() -> "each is found: " + found.size() + " of " + count + " were, and wrong are " + wrong,
                () -> found.size() == count);
    }

    @Override
    public void close() {
        repeated.close();
        node.close();
        assertThat(wrong).as("answers without an instance").isEmpty();
    }
}
