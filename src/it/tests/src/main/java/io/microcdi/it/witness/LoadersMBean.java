package io.microcdi.it.witness;

/** The class loaders of applications, announced across the walls that a server has between them. */
public interface LoadersMBean {
    /** Where it is in the server's own MBean server. */
    String NAME = "io.microcdi.it:type=Loaders";

    /** Remembers the class loader of an application with this context path, without holding it. */
    void announce(String path, ClassLoader loader);
}
