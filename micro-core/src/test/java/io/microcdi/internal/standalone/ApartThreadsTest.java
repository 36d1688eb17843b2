package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.node.NodeEnvironment;

/** No work of a node waits for threads of another kind, however many of these hang. */
@Timeout(120)
class ApartThreadsTest {

    /** More than any of these pools has threads, but for the callbacks. */
    private static final int HANGING = 200;

    private final NodeThreads threads = new NodeThreads(Threads.daemon("test", null), MicroConfig.defaults());
    private final NodeEnvironment environment = threads.environment(null, link -> null);
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void open() {
        threads.open();
    }

    @AfterEach
    void close() {
        end.countDown();
        threads.close();
    }

    static IntStream kinds() {
        return IntStream.range(0, 9);
    }

    /** Hands over a task of each kind. The last ones belong to the application. */
    private List<Executor> kindsOfWork() {
        IoExecutors io = environment.io();
        return List.of(io.dialling(), io.naming(), io.resolving(), io.writing(), io.pinging(), io.closing(),
                io.cutting(),
                threads.client(),
                task -> environment.timer().after(0, task), environment.callbacks());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whereAllThreadsOfOneKindHangTheOthersWork(int hanging) throws Exception {
        List<Executor> others = new ArrayList<>(kindsOfWork());
        Executor hangs = others.remove(hanging);
        for (int i = 0; i < HANGING; i++) {
            hangs.execute(this::hang);
        }
        CountDownLatch done = new CountDownLatch(others.size() + 2);
        others.forEach(other -> other.execute(done::countDown));
        environment.handlers().execute(done::countDown);
        environment.watch().after(0, done::countDown);
        assertThat(done.await(20, TimeUnit.SECONDS)).as("%d kinds of work wait", done.getCount()).isTrue();
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
