package io.microcdi.it.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpora in the repository are replayed, and each input a few times with changes. */
class CorporaIT {

    private static final int CHANGES = 40;
    private static final int CHANGES_BY_SOCKET = 5;

    static List<String> fuzzers() {
        return Fuzzers.ALL;
    }

    @ParameterizedTest
    @MethodSource("fuzzers")
    void noInputIsAFinding(String name) throws Throwable {
        Class<?> fuzzer = Class.forName(name);
        MethodHandle run = MethodHandles.lookup().findStatic(fuzzer, "fuzzerTestOneInput",
                MethodType.methodType(void.class, byte[].class));
        List<Path> inputs = inputs(fuzzer.getSimpleName());
        assertTrue(inputs.size() > 3, name + " has no corpus");
        int changes = Fuzzers.BY_SOCKET.contains(fuzzer.getSimpleName()) ? CHANGES_BY_SOCKET : CHANGES;
        Random random = new Random(21);
        for (Path input : inputs) {
            byte[] bytes = Files.readAllBytes(input);
            run(run, input, bytes);
            for (int i = 0; i < changes && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                run(run, input, bytes.clone());
            }
        }
    }

    private static void run(MethodHandle fuzzer, Path input, byte[] bytes) throws Throwable {
        try {
            fuzzer.invoke(bytes);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(input + " or a change of it: " + java.util.HexFormat.of().formatHex(bytes), e);
        }
    }

    private static List<Path> inputs(String fuzzer) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("corpora", fuzzer))) {
            return files.sorted().toList();
        }
    }
}
