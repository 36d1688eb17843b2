package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;

/** The core has no server of its own: none is on the class path of these tests. */
class ListenerProviderTest {

    @Test
    void withoutAServerTheMessageNamesTheArtifactToAdd() {
        MicroNodeBuilder builder = MicroNode.builder("payments").listen(9100);
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class).hasMessage(
                "There is no server to listen on port 9100: add io.microcdi:micro-se to the class path or module path");
    }

    @Test
    void aNodeThatListensNowhereIsNotBuilt() {
        MicroNodeBuilder builder = MicroNode.builder("payments");
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call listen(port)");
    }

    /** A program that has the core and nothing else, not even JSON-B: it must not be told of that first. */
    @Test
    void alsoWhereNothingElseIsThere() throws Throwable {
        URL[] jars = { location(MicroNode.class), location(Logger.class) };
        try (URLClassLoader loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            // not by reflection, which looks at all methods and thereby at types that are not there
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> node = loader.loadClass(MicroNode.class.getName());
            Class<?> type = loader.loadClass(MicroNodeBuilder.class.getName());
            Object builder = lookup.findStatic(node, "builder", MethodType.methodType(type, String.class))
                    .invoke("payments");
            lookup.findVirtual(type, "listen", MethodType.methodType(type, int.class)).invoke(builder, 9100);
            MethodHandle build = lookup.findVirtual(type, "build", MethodType.methodType(node));
            assertThatThrownBy(() -> build.invoke(builder)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("io.microcdi:micro-se");
        }
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
