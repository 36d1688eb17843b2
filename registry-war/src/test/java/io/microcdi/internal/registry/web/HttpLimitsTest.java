package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;

import jakarta.servlet.ServletRequest;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.wire.WireLimits;
import io.microcdi.testing.TestTimer;

class HttpLimitsTest {

    private static final long HOUR = 3_600_000_000_000L;
    private static final int MIB = 1 << 20;
    private static final int FREE = 4 << 10;

    private final HttpLimits limits = new HttpLimits(MIB, HOUR, WireLimits.DEFAULT, new TestTimer());

    private HttpLimits.Part part(String address) {
        return limits.part((ServletRequest) Proxy.newProxyInstance(ServletRequest.class.getClassLoader(),
                new Class<?>[] { ServletRequest.class }, (self, method, arguments) -> address));
    }

    private int fill(String address) {
        int count = 0;
        while (part(address).grow(0, MIB + FREE)) {
            count++;
        }
        return count;
    }

    /** Each of its calls may last for an hour. */
    @Test
    void oneClientLeavesAFifthToOthers() {
        assertThat(fill("10.0.0.1")).as("four fifths of 64 MiB").isEqualTo(51);
        assertThat(fill("10.0.0.2")).isEqualTo(13);
        assertThat(part("10.0.0.3").grow(0, MIB)).isFalse();
        assertThat(part("10.0.0.3").grow(0, FREE)).as("small ones are free").isTrue();
        part("10.0.0.1").release(MIB + FREE);
        assertThat(part("10.0.0.2").grow(0, MIB + FREE)).isTrue();
    }

    @Test
    void aNetworkOfIpv6CountsAsOneClient() {
        assertThat(fill("2001:db8::1")).isEqualTo(51);
        assertThat(part("2001:db8::2").grow(0, MIB)).isFalse();
        assertThat(part("2001:db8:0:1::2").grow(0, MIB)).isTrue();
    }
}
