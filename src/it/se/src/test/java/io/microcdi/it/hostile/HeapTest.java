package io.microcdi.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.testing.hostile.GoodCalls;
import io.microcdi.testing.hostile.HeapAttack;
import io.microcdi.testing.socket.RawSocket;

/**
 * A node and a registry of Java SE with 256 MB of heap, and peers that try to fill it. {@code -Dheap.times=true} bounds
 * the times.
 */
@Timeout(300)
@Tag("slow")
class HeapTest {

    @ParameterizedTest
    @CsvSource({ "node, HALF_REQUESTS", "node, SLOW_BODIES", "node, IDLE_LINKS", "node, UNREAD_ANSWERS",
            "node, UNFINISHED_FRAMES", "node, UNFINISHED_MESSAGES",
            "node, HUGE_FRAMES", "node, FORBIDDEN_FRAMES", "registry, HALF_REQUESTS", "registry, SLOW_BODIES",
            "registry, IDLE_LINKS", "registry, UNREAD_ANSWERS", "registry, UNFINISHED_FRAMES",
            "registry, UNFINISHED_MESSAGES", "registry, HUGE_FRAMES", "registry, WATCHES" })
    void othersAreAnsweredThroughout(String kind, HeapAttack attack) throws Exception {
        boolean isNode = kind.equals("node");
        try (SmallHeapProcess process = SmallHeapProcess.start(kind);
                GoodCalls calls = new GoodCalls(process.port(), isNode ? "/-/health" : "/-/find")) {
            calls.awaitMore(100);
            String before = calls.times(50);
            int first = calls.count();
            try (HeapAttack.Attack begun = attack.begin(process.port(),
                    isNode ? "/text 10000" : HeapAttack.LONG_LIST)) {
                begun.tookPlace();
                calls.awaitMore(50);
                calls.answersANewcomer(process.port());
                System.out.printf("%s, %s: %s; before: %s; meanwhile: %s; %d MB live%n", kind, attack, begun,
                        before, calls.times(first),
                        process.liveBytes() >> 20);
            }
            int attacked = calls.count();
            calls.awaitMore(25);
            assertThat(calls.failure()).isEmpty();
            calls.keepTheirTimes(50, first, attacked);
            RawSocket.open(process.port(), "/127.255.0.2/9000/good").close();
            assertThat(process.isAlive()).isTrue();
            assertThat(process.errors()).doesNotContain("OutOfMemoryError");
        }
    }
}
