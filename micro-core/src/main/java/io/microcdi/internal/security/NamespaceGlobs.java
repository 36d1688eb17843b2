package io.microcdi.internal.security;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A set of namespaces, given by globs. {@code *} stands for any characters, also for none and for {@code /}. Immutable. */
public final class NamespaceGlobs {

    /** No namespace. */
    public static final NamespaceGlobs NONE = new NamespaceGlobs(List.of());
    /** All namespaces. */
    public static final NamespaceGlobs ALL = of(List.of("*"));

    /** A namespace is in the set if it matches one glob of each list. */
    private final List<List<String>> globs;
    private final List<Pattern> patterns;
    /** The namespace that was found last: a node asks for its own at each request. */
    private volatile String found;

    private NamespaceGlobs(List<List<String>> globs) {
        this.globs = globs;
        this.patterns = globs.stream().map(NamespaceGlobs::pattern).toList();
    }

    /** Returns the namespaces that match one of the globs. */
    public static NamespaceGlobs of(List<String> globs) {
        return globs.isEmpty() ? NONE : new NamespaceGlobs(List.of(List.copyOf(globs)));
    }

    private static Pattern pattern(List<String> globs) {
        return Pattern.compile(globs.stream()
                .map(glob -> Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                .collect(Collectors.joining("|")));
    }

    /** Returns whether a namespace is in the set. */
    public boolean contains(String namespace) {
        if (namespace.equals(found)) {
            return true;
        }
        boolean contains = !patterns.isEmpty() && patterns.stream().allMatch(p -> p.matcher(namespace).matches());
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
