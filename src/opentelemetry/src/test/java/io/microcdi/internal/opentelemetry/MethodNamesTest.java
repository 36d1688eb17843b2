package io.microcdi.internal.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names are bounded for each namespace, and urls that do not exist take no room. */
class MethodNamesTest {

    private final MethodNames names = new MethodNames();

    /** Returns the name in the metric. */
    private String call(String namespace, String url, boolean found) {
        return names.measured(namespace, MethodNames.masked(namespace, url), found);
    }

    /** Returns a segment of letters, another one for each number. */
    private static String letters(int number) {
        return "x" + (char) ('a' + number / 676) + (char) ('a' + number / 26 % 26) + (char) ('a' + number % 26);
    }

    @Test
    void inventedUrlsTakeNoRoomAndHaveOneName() {
        assertThat(call("payments", "/charge", true)).isEqualTo("payments/charge");
        for (int i = 0; i < 2_000; i++) {
            assertThat(call("payments", "/" + letters(i), false)).isEqualTo("_OTHER");
        }
        assertThat(call("payments", "/refund", true)).isEqualTo("payments/refund");
        assertThat(call("payments", "/charge", false)).as("a route that exists may answer 404, too")
                .isEqualTo("payments/charge");
    }

    @Test
    void manyNamesOfOneNamespaceLeaveRoomForOthers() {
        for (int i = 0; i < MethodNames.MAX_NAMES; i++) {
            assertThat(call("users", "/" + letters(i), true)).isEqualTo("users/" + letters(i));
        }
        assertThat(call("users", "/alice", true)).isEqualTo("_OTHER");
        assertThat(call("users", "/" + letters(0), true)).isEqualTo("users/" + letters(0));
        assertThat(call("payments", "/charge", true)).isEqualTo("payments/charge");
    }

    @Test
    void theNumberOfNamespacesIsBounded() {
        for (int i = 0; i < MethodNames.MAX_NAMESPACES; i++) {
            call(letters(i), "/x", true);
        }
        assertThat(call("payments", "/charge", true)).isEqualTo("_OTHER");
        assertThat(call(letters(0), "/y", true)).isEqualTo(letters(0) + "/y");
    }

    @Test
    void theNumberOfNamesIsBoundedInTotal() {
        for (int i = 0; i < MethodNames.MAX_TOTAL; i++) {
            assertThat(call(letters(i / 50), "/" + letters(i % 50), true)).isNotEqualTo("_OTHER");
        }
        assertThat(call(letters(0), "/more", true)).isEqualTo("_OTHER");
        assertThat(call(letters(0), "/" + letters(0), true)).isEqualTo(letters(0) + "/" + letters(0));
    }

    /** A namespace may be called again and again without an end that is counted. */
    @Test
    void theNumberOfCalleesIsBounded() {
        for (int i = 0; i < MethodNames.MAX_NAMESPACES; i++) {
            assertThat(names.callee(letters(i))).isEqualTo(letters(i));
        }
        assertThat(names.callee("payments")).isEqualTo("_OTHER");
        assertThat(names.callee(letters(0))).isEqualTo(letters(0));
    }

    @Test
    void theNumbersOfServedMethodsAndOfInstancesAreBounded() {
        for (int i = 0; i < MethodNames.MAX_TOTAL; i++) {
            assertThat(names.served("chat/rooms/" + i)).isEqualTo("chat/rooms/" + i);
            assertThat(names.isShown("10.0.0.1:" + i)).isTrue();
        }
        assertThat(names.served("chat/rooms/more")).isEqualTo("_OTHER");
        assertThat(names.served("chat/rooms/0")).isEqualTo("chat/rooms/0");
        assertThat(names.isShown("10.0.0.2:8080")).isFalse();
        assertThat(names.isShown("10.0.0.1:0")).isTrue();
        assertThat(names.isShown(null)).isFalse();
    }

    @Test
    void theHostOfAnAddressIsHidden() {
        assertThat(call("ws://10.0.0.5:8080/shop", "/charge", true)).isEqualTo("ws://{}/charge");
        assertThat(call("wss://other.example:443", "/orders/17", true)).isEqualTo("wss://{}/orders/{}");
        assertThat(names.callee("ws://10.0.0.5:8080/shop")).isEqualTo("ws://{}");
        assertThat(names.callee("shop/payments")).isEqualTo("shop/payments");
    }
}
