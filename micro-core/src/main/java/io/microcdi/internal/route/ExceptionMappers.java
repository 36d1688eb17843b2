package io.microcdi.internal.route;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.microcdi.error.CallFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;

/** The mappers of a node's exceptions, at most one for each type. Thread-safe. */
public final class ExceptionMappers {

    private final Map<Class<?>, RouteExceptionMapper<?>> byType = new ConcurrentHashMap<>();

    /**
     * Adds a mapper.
     *
     * @throws IllegalArgumentException if there is one for the type
     */
    public void add(Class<?> type, RouteExceptionMapper<?> mapper) {
        if (byType.putIfAbsent(type, mapper) != null) {
            throw new IllegalArgumentException(type.getName() + " has an exception mapper already: leave one");
        }
    }

    /** Adds all mappers of another node. */
    public void addAll(ExceptionMappers others) {
        others.byType.forEach(this::add);
    }

    /**
     * Maps an exception by the mapper of one of its classes.
     *
     * @return {@code null} if there is no mapper for this class
     * @throws IllegalStateException if the mapper throws or returns {@code null}. It contains both exceptions
     */
    @Nullable
    RouteException map(Class<?> type, Throwable thrown) {
        RouteExceptionMapper<?> mapper = byType.get(type);
        if (mapper == null) {
            return null;
        }
        Throwable reason = null;
        try {
            @SuppressWarnings("unchecked") // the exception is of this class or of a subclass
            RouteException mapped = ((RouteExceptionMapper<Throwable>) mapper).toRouteException(thrown);
            if (mapped != null) {
                return mapped;
            }
        } catch (Throwable e) { // the caller gets an answer for every throwable
            reason = e;
        }
        IllegalStateException failed = new IllegalStateException(
                "the exception mapper of " + type.getName() + " must return"
                        + " a RouteException, and " + (reason == null ? "returned null" : "threw an exception"),
                reason);
        failed.addSuppressed(thrown);
        throw failed;
    }

    /**
     * Returns the exception that the handler of a failed call has thrown. It asks the mappers of the declared types first,
     * then those of their subclasses, the most special first, and those of their superclasses, the nearest first. Types with
     * equally many superclasses follow by name. A mapper that throws is skipped, and its exception becomes a suppressed
     * exception of the failure.
     *
     * @param declared the types that the called method may throw
     * @return an instance of one of the declared types; {@code null} if no mapper gives one
     */
    public @Nullable Throwable unmap(CallFailedException failure, Class<?>... declared) {
        for (Class<?> type : declared) {
            Throwable exact = unmap(byType.get(type), failure, type);
            if (exact != null) {
                return exact;
            }
        }
        for (Class<?> type : declared) {
            Throwable related = byType.keySet().stream().filter(mapped -> mapped != type && isRelated(mapped, type))
                    .sorted(Comparator.comparingInt(ExceptionMappers::depth).reversed()
                            .thenComparing(Class::getName))
                    .map(mapped -> unmap(byType.get(mapped), failure, type)).filter(Objects::nonNull).findFirst()
                    .orElse(null);
            if (related != null) {
                return related;
            }
        }
        return null;
    }

    /** A subclass has more superclasses than the type, and a superclass has fewer. */
    private static int depth(Class<?> type) {
        return type.getSuperclass() == null ? 0 : 1 + depth(type.getSuperclass());
    }

    /** Returns whether a typed client that declares an exception type expects an exception that a mapper makes. */
    public boolean unmaps(Class<?> type) {
        return byType.keySet().stream().anyMatch(mapped -> isMeant(mapped, type));
    }

    /**
     * Returns whether a typed client that declares an exception type expects the exceptions of a mapper. Only a mapper can
     * make an exception of a checked type, even a mapper of its superclass. An exception of an unchecked type may also come
     * from the caller's own code. So the client expects it from a mapper of this type or of a subclass only.
     *
     * @param mapped the type of the mapper
     * @param type the declared type
     */
    public static boolean isMeant(Class<?> mapped, Class<?> type) {
        boolean unchecked = RuntimeException.class.isAssignableFrom(type) || Error.class.isAssignableFrom(type);
        return unchecked ? type.isAssignableFrom(mapped) : isRelated(mapped, type);
    }

    /** Returns whether the mapper of one type may give an exception of another. */
    private static boolean isRelated(Class<?> mapped, Class<?> type) {
        return type.isAssignableFrom(mapped) || mapped.isAssignableFrom(type);
    }

    private static @Nullable Throwable unmap(@Nullable RouteExceptionMapper<?> mapper, CallFailedException failure,
            Class<?> type) {
        try {
            Throwable thrown = mapper == null ? null : mapper.toException(failure);
            return type.isInstance(thrown) ? thrown : null;
        } catch (Throwable e) { // the caller gets the failure in any case
            if (e != failure) {
                failure.addSuppressed(e);
            }
            return null;
        }
    }
}
