package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.microcdi.testing.hostile.GoodCalls;
import io.microcdi.testing.hostile.HeapAttack;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/** A registry with 256 MB of heap, and peers that try to fill it. {@code -Dheap.times=true} bounds the times. */
@Timeout(300)
@Tag("slow")
class HeapIT {

    @ParameterizedTest
    @EnumSource
    void othersAreAnsweredThroughout(HeapAttack attack) throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Xmx256m");
                GoodCalls calls = new GoodCalls(registry.port(), "/-/find")) {
            calls.awaitMore(50); // the first calls load classes
            GoodCalls.Sample before = calls.sample();
            GoodCalls.Sample meanwhile;
            int first = calls.count();
            try (HeapAttack.Attack begun = attack.begin(registry.port(), HeapAttack.LONG_LIST)) {
                begun.tookPlace();
                meanwhile = calls.sample(first);
                calls.answersANewcomer(registry.port());
                // the count collects all garbage, so that its calls are in no sample
                System.out.printf("%s, %s: %s; %d MB live%n", "registry.war", attack, begun, registry.heap() >> 20);
            }
            GoodCalls.Sample afterwards = calls.sample();
            System.out.printf("before: %s; meanwhile: %s; afterwards: %s%n", before, meanwhile, afterwards);
            assertThat(calls.failure()).isEmpty();
            GoodCalls.keepTheirTimes(before, meanwhile, afterwards);
            // the links of the attack end one after the other
            Await.until("another link", Duration.ofSeconds(60), () -> {
                RawSocket.open(registry.port(), "/127.0.0.2/9000/good").close();
                return true;
            });
            assertThat(registry.isAlive()).isTrue();
            assertThat(registry.errors()).doesNotContain("OutOfMemoryError", "memory has run out");
        }
    }
}
