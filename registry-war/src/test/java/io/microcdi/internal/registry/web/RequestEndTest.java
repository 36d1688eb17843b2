package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.LogCapture;

/** The end of a request, as its container tells it. */
@Timeout(60)
class RequestEndTest {

    private final List<String> asked = new ArrayList<>();
    /** Whether Tomcat has ended the request, without a word to its listener. */
    private boolean isOver;
    private final AsyncContext async = (AsyncContext) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] { AsyncContext.class }, (self, method, arguments) -> {
                asked.add(method.getName());
                switch (method.getName()) {
                    case "start" -> ((Runnable) arguments[0]).run();
                    case "complete" -> {
                        if (isOver) {
                            throw new IllegalStateException("has already completed");
                        }
                    }
                    default -> {
                    }
                }
                return null;
            });
    private final RequestEnd end = RequestEnd.of(async);

    /** The container gives the request to the next client then. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void anEndIsOverWhenNoThreadWritesAnyMore(boolean isError) throws Exception {
        CountDownLatch writes = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean written = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> end.write(() -> {
            writes.countDown();
            await(mayEnd);
            written.set(true);
        }), task -> new Thread(task, "writer").start());
        await(writes);
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        Thread container = new Thread(() -> {
            if (isError) {
                end.onError(new AsyncEvent(async));
            } else {
                end.onComplete(new AsyncEvent(async));
            }
            seen.complete(written.get());
        }, "container");
        container.start();
        while (container.getState() != Thread.State.TIMED_WAITING && !seen.isDone()) {
            Thread.onSpinWait();
        }
        mayEnd.countDown();
        assertThat(seen.get()).as("it was written when the end was over").isTrue();
        writer.get();
    }

    /** As on a server that tells the thread whose write has failed. */
    @Test
    void anErrorOnTheThreadThatWritesWaitsForNothing() {
        AtomicInteger ends = new AtomicInteger();
        end.then(ends::incrementAndGet);
        end.write(() -> end.onError(new AsyncEvent(async)));
        assertThat(ends).hasValue(1);
    }

    /** The server's thread for an answer may begin after an error has ended the request. */
    @Test
    void anAnswerThatComesAfterTheEndIsNotWritten() {
        AtomicInteger written = new AtomicInteger();
        end.answer(async, written::incrementAndGet);
        end.onError(new AsyncEvent(async));
        end.onComplete(new AsyncEvent(async));
        end.answer(async, written::incrementAndGet);
        assertThat(written).hasValue(1);
        end.write(written::incrementAndGet);
        assertThat(written).as("a stream of events gives its place back then").hasValue(2);
    }

    static Stream<Arguments> failures() {
        return Stream
                .of(new IOException("reset"), new IllegalStateException("ended"), new NullPointerException("a fault"))
                .flatMap(failure -> Stream.of(Arguments.of(failure, false), Arguments.of(failure, true)));
    }

    /** Tomcat would answer 500 by the objects of the request, which may be those of the next client by then. */
    @ParameterizedTest
    @MethodSource("failures")
    void theServerGetsNoExceptionOfAnAnswer(Exception failure, boolean over) {
        isOver = over;
        try (LogCapture log = new LogCapture("io.microcdi.registry")) {
            end.answer(async, () -> {
                if (failure instanceof IOException e) {
                    throw e;
                }
                throw (RuntimeException) failure;
            });
            assertThat(asked).containsExactly("addListener", "start", "complete");
            assertThat(log.messages().stream().filter(line -> line.contains("MICRO009011")))
                    .as("a fault of the registry, and not a request that its container has ended")
                    .hasSizeLessThanOrEqualTo(over || failure instanceof IOException ? 0 : 1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
