package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.NodeInstrument;

/** A provider that lacks what it needs is asked once, so that it says so once. */
class InstrumentProviderTest {

    private static final AtomicInteger ASKED = new AtomicInteger();

    /** A provider in a process without the API that it needs. */
    public static final class Lacking implements InstrumentProvider {

        /** Called by the service loader. */
        public Lacking() {
        }

        @Override
        public @Nullable NodeInstrument instrument(Function<Class<?>, @Nullable Object> beans) {
            ASKED.incrementAndGet();
            return null;
        }
    }

    @TempDir
    Path directory;

    @BeforeEach
    void forget() {
        ASKED.set(0);
    }

    private URLClassLoader loader() throws Exception {
        Path file = directory.resolve("META-INF/services/" + InstrumentProvider.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, Lacking.class.getName());
        return new URLClassLoader(new URL[] { directory.toUri().toURL() }, getClass().getClassLoader());
    }

    @Test
    void aProviderThatBothLoadersFindIsAskedOnce() throws Exception {
        try (URLClassLoader own = loader(); URLClassLoader below = new URLClassLoader(new URL[0], own)) {
            assertThat(InstrumentProvider.find(own, own, type -> null)).isNull();
            assertThat(ASKED).hasValue(1);
            assertThat(InstrumentProvider.find(own, below, type -> null)).isNull();
            assertThat(ASKED).hasValue(2);
        }
    }

    @Test
    void aProviderOfTheProgramAloneIsFound() throws Exception {
        try (URLClassLoader own = loader()) {
            assertThat(InstrumentProvider.find(getClass().getClassLoader(), own, type -> null)).isNull();
            assertThat(ASKED).hasValue(1);
        }
    }
}
