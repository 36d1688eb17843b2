package io.microcdi.internal.cdi;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;

import io.microcdi.internal.cdi.route.InstanceSource;
import io.microcdi.internal.wire.LoggedThrowable;

/** The objects that the node needs until the application ends, for example references to beans of any scope. Thread-safe. */
final class HeldBeans {

    private final Deque<AutoCloseable> held = new ConcurrentLinkedDeque<>();

    /** Returns a reference to a bean. A dependent one is destroyed at the end. */
    <T> T get(BeanManager beans, Bean<?> bean, Class<T> type) {
        InstanceSource.Lease lease = new BeanInstances(beans, bean, type).lease();
        held.push(lease::release);
        return type.cast(lease.instance());
    }

    /** Holds an object that the node has made itself. */
    <T extends AutoCloseable> T hold(T made) {
        held.push(made);
        return made;
    }

    /** Ends all held objects, the last one first. */
    void release() {
        for (AutoCloseable each = held.poll(); each != null; each = held.poll()) {
            try {
                each.close();
            } catch (Exception | LinkageError e) {
                CdiLog.LOG.debugf(LoggedThrowable.of(e), "A bean of the node could not be released");
            }
        }
    }
}
