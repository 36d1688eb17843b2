package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.microcdi.testing.hostile.GoodCalls;
import io.microcdi.testing.hostile.HeapAttack;
import io.microcdi.testing.socket.RawSocket;

/** A registry with 256 MB of heap, and peers that try to fill it. {@code -Dheap.times=true} bounds the times. */
@Timeout(300)
@Tag("slow")
class HeapIT {

    @ParameterizedTest
    @EnumSource
    void othersAreAnsweredThroughout(HeapAttack attack) throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Xmx256m");
                GoodCalls calls = new GoodCalls(registry.port(), "/-/find")) {
            calls.awaitMore(100);
            String before = calls.times(50);
            int first = calls.count();
            try (HeapAttack.Attack begun = attack.begin(registry.port(), HeapAttack.LONG_LIST)) {
                begun.tookPlace();
                calls.awaitMore(50);
                calls.answersANewcomer(registry.port());
                System.out.printf("registry.war, %s: %s; before: %s; meanwhile: %s; %d MB live%n", attack, begun,
                        before, calls.times(first),
                        registry.heap() >> 20);
            }
            int attacked = calls.count();
            calls.awaitMore(25);
            assertThat(calls.failure()).isEmpty();
            calls.keepTheirTimes(50, first, attacked);
            RawSocket.open(registry.port(), "/127.0.0.2/9000/good").close();
            assertThat(registry.isAlive()).isTrue();
            assertThat(registry.errors()).doesNotContain("OutOfMemoryError", "memory has run out");
        }
    }
}
