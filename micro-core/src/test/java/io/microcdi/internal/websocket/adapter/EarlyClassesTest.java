package io.microcdi.internal.websocket.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes that are loaded before a server closes the library. */
class EarlyClassesTest {

    private static final List<String> CLASSES = List.of("io.microcdi.internal.websocket.adapter.DeferredReading",
            "io.microcdi.internal.websocket.adapter.ServerAdapter",
            "io.microcdi.internal.websocket.adapter.EarlyClasses");

    @TempDir
    private Path directory;

    @Test
    void allClassesOfALibraryAreThereWhenItIsClosed() throws Exception {
        Path jar = directory.resolve("library with spaces.jar");
        writeJar(jar);
        URLClassLoader loader = new URLClassLoader(new URL[] { jar.toUri().toURL() }, withoutOurs());
        Class<?> member = loader.loadClass(CLASSES.get(0));
        assertThat(member.getClassLoader()).isSameAs(loader);
        assertThat(EarlyClasses.loadJarOf(member)).isEqualTo(CLASSES.size());
        loader.close();
        for (String name : CLASSES) {
            assertThat(loader.loadClass(name).getClassLoader()).isSameAs(loader);
        }
    }

    @Test
    void aClassOutsideOfLibrariesIsLoadedWhenItIsNeeded() {
        assertThat(EarlyClasses.loadJarOf(EarlyClassesTest.class)).isZero();
        assertThat(EarlyClasses.loadJarOf(String.class)).isZero();
    }

    /** Also with a class that cannot be loaded, as one for an API that the server lacks. */
    private static void writeJar(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : CLASSES) {
                String entry = name.replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(entry));
                try (InputStream in = EarlyClasses.class.getClassLoader().getResourceAsStream(entry)) {
                    in.transferTo(out);
                }
            }
            out.putNextEntry(new JarEntry("io/microcdi/Broken.class"));
            out.putNextEntry(new JarEntry("module-info.class"));
        }
    }

    private static ClassLoader withoutOurs() {
        ClassLoader parent = EarlyClasses.class.getClassLoader();
        return new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (name.startsWith("io.microcdi.internal.websocket.adapter.")) {
                    throw new ClassNotFoundException(name);
                }
                return parent.loadClass(name);
            }
        };
    }
}
