package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;

/** A process with a node of its own leaves in good order at SIGTERM: its program calls no {@code stop()}. */
@Timeout(60)
class SigtermTest {

    private static final String BEGUN = "begun";

    private final Cluster cluster = new Cluster();
    private Process process;

    /** The program: it serves a route that takes a second, and never ends by itself. */
    static final class Program {

        private Program() {
        }

        public static void main(String[] args) throws InterruptedException {
            MicroNode node = MicroNode.builder("payments").listen("127.0.0.1", 0).registry(args[0]).build();
            node.register("/slow", context -> {
                System.out.println(BEGUN);
                TimeUnit.SECONDS.sleep(1);
                return "done";
            });
            node.start();
            System.out.println("ready");
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

    @Test
    void theCallInWorkEndsAndTheRegistryIsTold() throws Exception {
        cluster.startRegistry();
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Program.class.getName(), cluster.registryUrl())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        await(out, "ready");
        MicroNode consumer = cluster.node("checkout");
        consumer.start();
        CompletableFuture<String> call = consumer.caller().callAsync("payments", "/slow", null, String.class)
                .toCompletableFuture();
        await(out, BEGUN);
        process.destroy();
        assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.registry().departures()).first()
                .satisfies(departure -> assertThat(departure.reason()).isEqualTo("leaving"));
    }

    private static void await(BufferedReader out, String line) throws IOException {
        for (String read = out.readLine(); !line.equals(read); read = out.readLine()) {
            assertThat(read).as("the program ended before it said " + line).isNotNull();
        }
    }
}
