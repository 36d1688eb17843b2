package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.MicroNode;
import io.microcdi.error.LinkLostException;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/**
 * A process with a node or a registry of its own leaves in good order at SIGTERM, although its program calls no
 * {@code stop()}; with {@code micro.shutdown-hook=false} it does not.
 */
@Timeout(120)
class SigtermTest {

    private static final String BEGUN = "begun";

    private final Cluster cluster = new Cluster();
    private Process process;

    /** The program: it serves a route that takes some seconds, and never ends by itself. */
    static final class Program {

        private Program() {
        }

        public static void main(String[] args) throws InterruptedException {
            MicroNode node = MicroNode.builder("payments").listen("127.0.0.1", 0).registry(args[0]).build();
            node.register("/slow", context -> {
                System.out.println(BEGUN);
                TimeUnit.SECONDS.sleep(Long.parseLong(args[1]));
                return "done";
            });
            node.start();
            // on a busy machine the start returns before the node is registered
            node.ready().toCompletableFuture().join();
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
    }

    /** The program: it has a registry. */
    static final class RegistryProgram {

        private RegistryProgram() {
        }

        public static void main(String[] args) throws InterruptedException {
            MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
            registry.start();
            System.out.println("ready " + registry.port());
            new CountDownLatch(1).await();
        }
    }

    @AfterEach
    void close() {
        if (process != null) {
            process.destroyForcibly();
        }
        cluster.close();
    }

    private BufferedReader start(boolean hook, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dmicro.shutdown-hook=" + hook, "-cp", System.getProperty("java.class.path"),
                        program.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private CompletableFuture<String> callInWork(boolean hook) throws IOException {
        cluster.startRegistry();
        // without the hook the call must not end before the process does, however busy the machine is
        BufferedReader out = start(hook, Program.class, cluster.registryUrl(), hook ? "1" : "60");
        await(out, "ready");
        MicroNode consumer = cluster.node("checkout");
        consumer.start();
        CompletableFuture<String> call = consumer.caller().callAsync("payments", "/slow", null, String.class)
                .toCompletableFuture();
        await(out, BEGUN);
        return call;
    }

    @Test
    void theCallInWorkEndsAndTheRegistryIsTold() throws Exception {
        CompletableFuture<String> call = callInWork(true);
        process.destroy();
        assertThat(call.get(40, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        // the registry may read the end of the link after that of the process
        Await.until(() -> !cluster.registry().departures().isEmpty());
        assertThat(cluster.registry().departures()).first()
                .satisfies(departure -> assertThat(departure.reason()).isEqualTo("leaving"));
    }

    @Test
    void withoutTheHookTheCallInWorkIsLost() throws Exception {
        CompletableFuture<String> call = callInWork(false);
        process.destroy();
        assertThatThrownBy(() -> call.get(40, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkLostException.class);
    }

    @ParameterizedTest
    @CsvSource({ "true, 1001", "false, 1006" })
    void aRegistryClosesItsLinks(boolean hook, int code) throws Exception {
        String port = await(start(hook, RegistryProgram.class), "ready ");
        try (RawSocket node = RawSocket.open(Integer.parseInt(port), "/127.0.0.1/9000/payments")) {
            node.write(RawFrame.request(1, "/-/find", "{\"namespace\":\"payments\"}").maskedBytes());
            assertThat(node.nextText()).as("an answer, so that the link is known").contains("\"id\":1,");
            process.destroy();
            assertThat(node.closeCode()).isEqualTo(code);
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Returns the rest of the first line that begins with a text. */
    private static String await(BufferedReader out, String beginning) throws IOException {
        String read = out.readLine();
        while (read != null && !read.startsWith(beginning)) {
            read = out.readLine();
        }
        assertThat(read).as("the program ended before it said " + beginning).isNotNull();
        return read.substring(beginning.length());
    }
}
