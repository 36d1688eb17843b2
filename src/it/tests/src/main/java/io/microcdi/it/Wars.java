package io.microcdi.it;

import java.io.File;
import java.util.Objects;

import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Makes what is deployed. */
final class Wars {
    private static final File LIBS = new File(System.getProperty("it.libs"));

    private Wars() {
    }

    /** A WAR with a name, which is its context path too, and some classes; nothing of ours is in it. */
    static WebArchive empty(String name, Class<?>... classes) {
        return ShrinkWrap.create(WebArchive.class, name + ".war").addClasses(classes);
    }

    /** A WAR as a user builds it: his classes, and the extension with what comes along as jars. */
    static WebArchive withExtension(String name, Class<?>... classes) {
        return empty(name, classes).addAsLibraries(Objects.requireNonNull(LIBS.listFiles(), "it.libs"));
    }

    static File lib(String artifact) {
        return new File(LIBS, artifact + ".jar");
    }
}
