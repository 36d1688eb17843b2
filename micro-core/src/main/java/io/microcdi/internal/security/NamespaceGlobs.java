package io.microcdi.internal.security;

import java.util.List;
import java.util.stream.Stream;

/** A set of namespaces, given by globs. {@code *} stands for any characters, also for none and for {@code /}. Immutable. */
public final class NamespaceGlobs {

    /** No namespace. */
    public static final NamespaceGlobs NONE = new NamespaceGlobs(List.of());
    /** All namespaces. */
    public static final NamespaceGlobs ALL = of(List.of("*"));

    /** A namespace is in the set if it matches one glob of each list. */
    private final List<List<String>> globs;
    /** The namespace that was found last: a node asks for its own at each request. */
    private volatile String found;

    private NamespaceGlobs(List<List<String>> globs) {
        this.globs = globs;
    }

    /** Returns the namespaces that match one of the globs. */
    public static NamespaceGlobs of(List<String> globs) {
        return globs.isEmpty() ? NONE : new NamespaceGlobs(List.of(List.copyOf(globs)));
    }

    /**
     * Returns whether a namespace matches a glob. Each part between two stars is matched at its first occurrence: a
     * later one would leave less text for the other parts. So nothing is tried twice, however many stars there are.
     */
    private static boolean matches(String glob, String namespace) {
        int star = glob.indexOf('*');
        if (star < 0) {
            return glob.equals(namespace);
        }
        int last = glob.lastIndexOf('*');
        int end = namespace.length() - (glob.length() - last - 1);
        int at = star;
        if (end < at || !namespace.startsWith(glob.substring(0, star))
                || !namespace.endsWith(glob.substring(last + 1))) {
            return false;
        }
        while (star < last) {
            int next = glob.indexOf('*', star + 1);
            String part = glob.substring(star + 1, next);
            int found = namespace.indexOf(part, at);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            at = found + part.length();
            star = next;
        }
        return true;
    }

    /** Returns whether a namespace is in the set. */
    public boolean contains(String namespace) {
        if (namespace.equals(found)) {
            return true;
        }
        boolean contains = !globs.isEmpty()
                && globs.stream().allMatch(list -> list.stream().anyMatch(glob -> matches(glob, namespace)));
        if (contains) {
            found = namespace;
        }
        return contains;
    }

    /** Returns the namespaces that are in both sets. */
    public NamespaceGlobs and(NamespaceGlobs other) {
        return equals(other) ? this
                : globs.isEmpty() || other.globs.isEmpty() ? NONE
                        : new NamespaceGlobs(Stream.concat(globs.stream(), other.globs.stream()).distinct().toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamespaceGlobs that && globs.equals(that.globs);
    }

    @Override
    public int hashCode() {
        return globs.hashCode();
    }

    @Override
    public String toString() {
        return globs.toString();
    }
}
