package io.microcdi.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.testing.hostile.GoodCalls;
import io.microcdi.testing.hostile.HeapAttack;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

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
            calls.awaitMore(50); // the first calls load classes
            GoodCalls.Sample before = calls.sample();
            GoodCalls.Sample meanwhile;
            int first = calls.count();
            try (HeapAttack.Attack begun = attack.begin(process.port(),
                    isNode ? "/text 10000" : HeapAttack.LONG_LIST)) {
                begun.tookPlace();
                meanwhile = calls.sample(first);
                calls.answersANewcomer(process.port());
                // the count collects all garbage, so that its calls are in no sample
                System.out.printf("%s, %s: %s; %d MB live%n", kind, attack, begun, process.liveBytes() >> 20);
            }
            GoodCalls.Sample afterwards = calls.sample();
            System.out.printf("before: %s; meanwhile: %s; afterwards: %s%n", before, meanwhile, afterwards);
            assertThat(calls.failure()).isEmpty();
            GoodCalls.keepTheirTimes(before, meanwhile, afterwards);
            // the links of the attack end one after the other
            Await.until("another link", Duration.ofSeconds(60), () -> {
                RawSocket.open(process.port(), "/127.255.0.2/9000/good").close();
                return true;
            });
            assertThat(process.isAlive()).isTrue();
            assertThat(process.errors()).doesNotContain("OutOfMemoryError");
        }
    }
}
