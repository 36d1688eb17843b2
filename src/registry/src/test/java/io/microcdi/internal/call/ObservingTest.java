package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.error.MicroException;
import io.microcdi.error.RouteException;
import io.microcdi.internal.flight.Flight;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.LogCapture;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Calls and served requests in recordings and logs, over real sockets. */
@Timeout(60)
class ObservingTest {

    private static final String LOCAL = "127.0.0.1";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** A registry and two nodes, of which one calls the other. */
    private static final class Nodes implements AutoCloseable {

        private final MicroRegistry registry = MicroRegistry.builder().listen(LOCAL, 0).build();
        private final MicroNode payments;
        private final MicroNode checkout;

        Nodes(boolean logs) {
            this(logs, Duration.ofSeconds(30));
        }

        Nodes(boolean logs, Duration handlerTimeout) {
            registry.start();
            AtomicInteger served = new AtomicInteger();
            payments = builder("payments", logs).set(ConfigKeys.HANDLER_TIMEOUT, handlerTimeout).build();
            payments.register("/receipts/{id}", context -> context.param("id"));
            payments.register("/fails", context -> {
                throw new RouteException(409, "sold out");
            });
            payments.register("/second", context -> {
                if (served.incrementAndGet() == 1) {
                    throw new RouteException(503, "not now");
                }
                return "second";
            });
            payments.start();
            checkout = builder("checkout", logs).build();
            checkout.start();
            payments.ready().toCompletableFuture().join();
            checkout.ready().toCompletableFuture().join();
        }

        private MicroNodeBuilder builder(String namespace, boolean logs) {
            MicroNodeBuilder builder = MicroNode.builder(namespace).registry("ws://" + LOCAL + ":" + registry.port())
                    .listen(LOCAL, 0);
            return logs ? builder.set(ConfigKeys.LOG_SLOW_CALL, Duration.ofNanos(1)).set(ConfigKeys.LOG_ACCESS, true)
                    : builder;
        }

        void callAll() {
            String traceparent = "00-" + TRACE + "-00f067aa0ba902b7-01";
            assertThat(checkout.caller().to("payments").correlationId("id-1").with("traceparent", traceparent)
                    .<String>call("/receipts/7", null, String.class)).isEqualTo("7");
            assertThat(checkout.caller().to("payments").correlationId("id-2").idempotent()
                    .<String>call("/second", null, String.class)).isEqualTo("second");
            assertThat(catchThrowableOfType(CallFailedException.class,
                    () -> checkout.caller().to("payments").correlationId("id-3").call("/fails", null, String.class))
                    .status()).isEqualTo(409);
            assertThat(catchThrowableOfType(io.microcdi.error.CallRefusedException.class,
                    () -> checkout.caller().call("payments", "/unknown", null, String.class)).status()).isEqualTo(404);
        }

        @Override
        public void close() {
            checkout.stop();
            payments.stop();
            registry.stop();
        }
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String type) {
        return events.stream().filter(event -> event.getEventType().getName().equals("io.microcdi." + type)).toList();
    }

    @Test
    void aRecordingHasCallsRequestsLinksAndRetries(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("calls.jfr");
        String key;
        try (Recording recording = new Recording()) {
            recording.start();
            try (Nodes nodes = new Nodes(false)) {
                key = nodes.payments.key();
                nodes.callAll();
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(of(events, "Call")).anySatisfy(call -> {
            assertThat(call.getString("namespace")).isEqualTo("payments");
            assertThat(call.getString("url")).isEqualTo("/receipts/7");
            assertThat(call.getString("instance")).isEqualTo(key);
            assertThat(call.getInt("attempts")).isOne();
            assertThat(call.getString("correlationId")).isEqualTo("id-1");
            assertThat(call.getString("failure")).isNull();
            assertThat(call.getDuration()).isPositive();
        }).anySatisfy(call -> {
            assertThat(call.getString("correlationId")).isEqualTo("id-2");
            assertThat(call.getInt("attempts")).isEqualTo(2);
        }).anySatisfy(call -> {
            assertThat(call.getString("correlationId")).isEqualTo("id-3");
            assertThat(call.getString("failure")).isEqualTo("CallFailedException");
        });
        assertThat(of(events, "Retry")).singleElement().satisfies(retry -> {
            assertThat(retry.getString("url")).isEqualTo("/second");
            assertThat(retry.getString("instance")).isEqualTo(key);
            assertThat(retry.getString("failure")).isEqualTo("CallFailedException");
        });
        assertThat(of(events, "Request")).anySatisfy(request -> {
            assertThat(request.getString("caller")).isEqualTo("checkout");
            assertThat(request.getString("route")).isEqualTo("/receipts/{id}");
            assertThat(request.getString("status")).isEqualTo("200");
            assertThat(request.getString("correlationId")).isEqualTo("id-1");
        }).anySatisfy(request -> assertThat(request.getString("status")).isEqualTo("409"))
                .noneSatisfy(request -> assertThat(request.getString("route")).startsWith("/-/"));
        assertThat(of(events, "Link"))
                .anySatisfy(link -> assertThat(link.getString("change")).isEqualTo("opened"))
                .anySatisfy(link -> assertThat(link.getString("change")).isEqualTo("closed"));
    }

    /** Nothing is sent to an instance that cannot be reached, but it is the one that failed. */
    @Test
    void aRecordingNamesTheInstanceThatCannotBeReached(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("refused.jfr");
        String address;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(LOCAL))) {
            address = LOCAL + ":" + free.getLocalPort();
        }
        try (Recording recording = new Recording(); Nodes nodes = new Nodes(false)) {
            recording.start();
            assertThat(catchThrowable(() -> nodes.checkout.caller().at("ws://" + address).retries(0).call("/x", null,
                    String.class))).isInstanceOf(ConnectFailedException.class);
            recording.stop();
            recording.dump(file);
        }
        assertThat(of(RecordingFile.readAllEvents(file), "Call")).singleElement().satisfies(call -> {
            assertThat(call.getString("failure")).isEqualTo("ConnectFailedException");
            assertThat(call.getString("instance")).startsWith(address);
        });
    }

    @Test
    void aCallThatIsNotSentIsRecordedToo(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("unsent.jfr");
        try (Recording recording = new Recording(); LogCapture log = new LogCapture("io.microcdi.call");
                Nodes nodes = new Nodes(false)) {
            MicroNode silent = nodes.builder("silent", true).interceptor(call -> {
                if (call.url().equals("/answered")) {
                    call.answer("cached");
                } else {
                    throw new IllegalStateException("no tenant");
                }
            }).build();
            recording.start();
            MicroCall call = silent.caller().to("payments").correlationId("id-4");
            assertThat(call.<String>call("/answered", null, String.class)).isEqualTo("cached");
            assertThat(catchThrowable(() -> call.call("/failed", null, String.class)))
                    .isInstanceOf(MicroException.class);
            assertThat(call.callAsync("/failed-later", null, String.class)).isCompletedExceptionally();
            recording.stop();
            recording.dump(file);
            assertThat(log.messages()).anyMatch(line -> line.matches("MICRO001710: The call to payments/answered took"
                    + " \\d+ ms and 0 attempts: answered \\(correlation id id-4\\)"))
                    .anyMatch(line -> line.contains("payments/failed took")
                            && line.contains(" 0 attempts: MicroException (correlation id id-4)"));
        }
        assertThat(of(RecordingFile.readAllEvents(file), "Call"))
                .allSatisfy(call -> assertThat(call.getInt("attempts")).isZero())
                .allSatisfy(call -> assertThat(call.getString("correlationId")).isEqualTo("id-4"))
                .extracting(call -> call.getString("url") + " " + call.getString("failure"))
                .containsExactlyInAnyOrder("/answered null", "/failed MicroException",
                        "/failed-later MicroException");
    }

    @Test
    void nothingIsMadeWithoutARecording() {
        assertThat(Flight.call()).isNull();
        assertThat(Flight.request()).isNull();
    }

    @Test
    void theLogsHaveALineForEachSlowCallAndServedRequest() {
        try (LogCapture access = new LogCapture("io.microcdi.access"); LogCapture calls = new LogCapture(
                "io.microcdi.call"); Nodes nodes = new Nodes(true)) {
            nodes.callAll();
            assertThat(nodes.payments.dispatch("/nowhere\n", null, String.class)).isNotNull();
            assertThat(nodes.payments.dispatch("/a status=200 millis=1.000\u2003b\u00a0", null, String.class))
                    .isNotNull();
            assertThat(access.messages())
                    .anyMatch(line -> line.matches("MICRO001125: caller=checkout instance=\\S+ route=/receipts/\\{id}"
                            + " status=200 millis=\\d+\\.\\d{3} correlation-id=id-1 trace=" + TRACE
                            + " span=00f067aa0ba902b7"))
                    .anyMatch(line -> line.contains(" route=/fails status=409 ")
                            && line.endsWith(" correlation-id=id-3 trace=- span=-"))
                    .anyMatch(line -> line.contains(" route=/unknown status=404 "))
                    .anyMatch(line -> line.matches("MICRO001125: caller=payments instance="
                            + Pattern.quote(nodes.payments.key()) + " route=/nowhere\\? status=404 .*"))
                    .anyMatch(
                            line -> line.contains(" route=/a%20status=200%20millis=1.000%E2%80%83b%C2%A0 status=404 "))
                    .noneMatch(line -> line.contains("route=/-/"));
            assertThat(calls.messages())
                    .anyMatch(line -> line.matches("MICRO001710: The call to payments/receipts/7 took \\d+ ms and"
                            + " 1 attempts: answered \\(correlation id id-1\\)"))
                    .anyMatch(line -> line.contains("/second took") && line.contains(" and 2 attempts: answered"))
                    .anyMatch(line -> line.contains("/fails took") && line.contains(": CallFailedException "));
        }
    }

    @Test
    void theLogsAreOffByDefault() {
        try (LogCapture access = new LogCapture("io.microcdi.access"); LogCapture calls = new LogCapture(
                "io.microcdi.call"); Nodes nodes = new Nodes(false)) {
            nodes.callAll();
            assertThat(access.messages()).isEmpty();
            assertThat(calls.messages()).isEmpty();
        }
    }

    @Test
    void aHandlerThatDoesNotEndInTimeIsRecordedWhenItsCallerIsAnswered() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (LogCapture access = new LogCapture("io.microcdi.access"); LogCapture failures = new LogCapture(
                "io.microcdi.node"); Nodes nodes = new Nodes(true, Duration.ofSeconds(2))) {
            nodes.payments.register("/interrupted", context -> {
                ended.await();
                return null;
            });
            // its stage cannot be cancelled
            CompletableFuture<String> never = new CompletableFuture<>();
            nodes.payments.register("/never", context -> never.minimalCompletionStage());
            for (String url : List.of("/interrupted", "/never")) {
                assertThat(catchThrowableOfType(CallFailedException.class,
                        () -> nodes.checkout.caller().call("payments", url, null, String.class)).status())
                        .isEqualTo(504);
                assertThat(failures.messages())
                        .anyMatch(line -> line.startsWith("MICRO001108: The handler of " + url + " failed")
                                && line.endsWith("The caller was answered 504"));
            }
            never.complete("too late");
            nodes.payments.stop(); // waits for the handlers
            assertThat(access.messages()).filteredOn(line -> line.contains(" route=/interrupted "))
                    .singleElement().asString().contains(" status=504 ");
            assertThat(access.messages()).filteredOn(line -> line.contains(" route=/never "))
                    .singleElement().asString().contains(" status=504 ");
        } finally {
            ended.countDown();
        }
    }

    /** A program for a JVM that has no Flight Recorder. */
    static final class WithoutRecorder {

        private WithoutRecorder() {
        }

        public static void main(String[] arguments) {
            if (ModuleLayer.boot().findModule("jdk.jfr").isPresent()) {
                throw new IllegalStateException("jdk.jfr is there");
            }
            try (Nodes nodes = new Nodes(false)) {
                nodes.callAll();
            }
            System.out.println("all called");
            System.exit(0);
        }
    }

    @Test
    void aJvmWithoutTheRecorderServesAndCalls() throws Exception {
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules", "java.se,jdk.unsupported", "-cp", System.getProperty("java.class.path"),
                WithoutRecorder.class.getName()).redirectErrorStream(true).start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(output).isZero();
        assertThat(output).contains("all called");
    }
}
