package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.address.PeerInfo;

/** Several frames in one message, where both ends announced it. */
class BatchTest {

    private static final PeerInfo BATCH = PeerInfo.of("their-id", "batch", "", "ws");

    private final LinkFixture batching = batching(Limits.DEFAULT);

    @Test
    void framesThatWaitTravelTogetherAndALoneOneAsAnObject() {
        batching.pipe.dialler().stall();
        push(batching, 4);
        batching.pipe.dialler().resume();
        assertThat(batching.sent()).hasSize(2);
        assertThat(batching.sent().get(0)).startsWith("{").endsWith("\"data\":0}}");
        assertThat(batching.sent().get(1)).startsWith("[{").endsWith("}]").contains("\"data\":1}}", "\"data\":2}}",
                "\"data\":3}}");
        push(batching, 1);
        assertThat(batching.lastSent()).startsWith("{");
    }

    @Test
    void toOthersEachFrameTravelsAlone() {
        LinkFixture plain = new LinkFixture(LinkFixture.VERSIONED);
        plain.pipe.dialler().stall();
        push(plain, 4);
        plain.pipe.dialler().resume();
        assertThat(plain.sent()).hasSize(4).allMatch(text -> text.startsWith("{"));
    }

    /** A peer understands batches only after its hello; other threads may be sending meanwhile. */
    @Test
    void aGreetingAndWhatIsBeforeItTravelAlone() {
        LinkFixture greeting = new LinkFixture(BATCH);
        greeting.pipe.dialler().stall();
        push(greeting, 3);
        greeting.link.greet("\"/-/hello\"", "3", () -> greeting.link.enableSending(true, false));
        push(greeting, 2);
        greeting.pipe.dialler().resume();
        assertThat(greeting.sent()).hasSize(5);
        assertThat(greeting.sent().subList(0, 4)).allMatch(text -> text.startsWith("{"));
        assertThat(greeting.sent().get(3)).contains("/-/hello");
        assertThat(greeting.lastSent()).startsWith("[{");
    }

    @Test
    void aCancelledRequestIsLeftOut() {
        batching.pipe.dialler().stall();
        push(batching, 1);
        Call first = batching.request();
        Call second = batching.request();
        Call third = batching.request();
        second.cancel();
        batching.pipe.dialler().resume();
        assertThat(batching.sent()).hasSize(2);
        assertThat(batching.lastSent()).contains("\"id\":1,", "\"id\":3,").doesNotContain("\"id\":2,");
        assertThat(first.isWritten()).isTrue();
        assertThat(third.isWritten()).isTrue();
    }

    @Test
    void aBatchHoldsAtMost1024Frames() {
        batching.pipe.dialler().stall();
        IntStream.range(0, 3_000).forEach(i -> batching.link.push("\"/\"", null));
        batching.pipe.dialler().resume();
        assertThat(batching.sent()).hasSize(4);
        assertThat(batching.sent().get(1).split("\"mode\"", -1)).hasSize(1_025);
    }

    @Test
    void aBatchIsNoLongerThanThePeerTakesNor64Ki() {
        LinkFixture small = batching(Limits.DEFAULT);
        small.link.peer().greet(BATCH, 1_000, url -> false);
        small.link.enableReceiving(true, false);
        small.link.enableSending(true, false);
        small.pipe.dialler().stall();
        push(small, 100);
        small.pipe.dialler().resume();
        assertThat(small.sent()).allMatch(text -> text.length() <= 1_000).hasSizeLessThan(20);
        batching.pipe.dialler().stall();
        IntStream.range(0, 8).forEach(i -> batching.link.push("\"/x\"", "\"" + "x".repeat(30_000) + "\""));
        batching.pipe.dialler().resume();
        assertThat(batching.sent()).allMatch(text -> text.length() <= 64 << 10).hasSize(5);
    }

    @Test
    void aFrameLargerThanABatchTravelsAlone() {
        batching.pipe.dialler().stall();
        push(batching, 2);
        batching.link.push("\"/x\"", "\"" + "x".repeat(100_000) + "\"");
        push(batching, 2);
        batching.pipe.dialler().resume();
        assertThat(batching.sent()).hasSize(4);
        assertThat(batching.sent().get(2)).startsWith("{").hasSizeGreaterThan(100_000);
    }

    @Test
    void pingsAndTheCloseKeepTheirPlaceBetweenBatches() {
        batching.pipe.dialler().stall();
        push(batching, 3);
        batching.link.ping();
        push(batching, 2);
        batching.link.close(1001, "leaving");
        batching.pipe.dialler().resume();
        assertThat(batching.sent()).hasSize(3);
        assertThat(batching.pipe.dialler().pings()).isEqualTo(1);
        assertThat(batching.pipe.dialler().closeCode()).isEqualTo(1001);
    }

    @Test
    void theFramesOfABatchActInOrder() {
        Call call = batching.request();
        batching.link.text("[{\"id\":0,\"mode\":0,\"data\":{\"url\":\"/a\"}},{\"id\":0,\"mode\":1,\"data\":{\"status\":"
                + "200}},{\"id\":1,\"mode\":0,\"data\":{\"url\":\"/b\"}}]");
        assertThat(batching.requests).extracting(r -> r.url()).containsExactly("/a", "/b");
        assertThat(call.ends).containsExactly("answered 200 null");
    }

    /** The other end can work on the first answers while the last are made. */
    @Test
    void aLargeBatchIsAnsweredInSeveral() {
        batching.link.text(IntStream.range(7, 47)
                .mapToObj(id -> "{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":5}}")
                .collect(Collectors.joining(",", "[", "]")));
        assertThat(batching.sent()).extracting(text -> text.split("\"mode\"", -1).length - 1).containsExactly(16, 16,
                8);
        assertThat(batching.sent().get(1)).startsWith("[{\"id\":23,");
    }

    @Test
    void answersOfTheReadingThreadToABatchAreOneBatch() {
        batching.link.text("[{\"id\":7,\"mode\":0,\"twoway\":true,\"data\":{\"url\":5}},"
                + "{\"id\":8,\"mode\":0,\"twoway\":true,\"data\":{\"url\":5}}]");
        assertThat(batching.sent()).hasSize(1);
        assertThat(batching.lastSent()).startsWith("[{\"id\":7,").contains("},{\"id\":8,").endsWith("}]");
    }

    @Test
    void anElementThatIsNoFrameIsDroppedAlone() {
        batching.link.text("[{\"id\":0,\"mode\":0,\"data\":{\"url\":\"/a\"}},42,[],{\"id\":1,\"mode\":0,\"data\":{"
                + "\"url\":\"/b\"}}]");
        assertThat(batching.requests).extracting(r -> r.url()).containsExactly("/a", "/b");
        assertThat(batching.counters.malformed()).isEqualTo(2);
        assertThat(batching.link.isOpen()).isTrue();
    }

    @Test
    void ofABatchThatIsNotWellFormedNoneActsAndTheLinkCloses() {
        batching.link.text("[{\"id\":0,\"mode\":0,\"data\":{\"url\":\"/a\"}},{\"id\":1");
        assertThat(batching.requests).isEmpty();
        assertThat(batching.pipe.dialler().closeCode()).isEqualTo(1002);
    }

    @Test
    void anArrayFromAnyoneElseIsOneMessageThatIsNoFrame() {
        LinkFixture plain = new LinkFixture(LinkFixture.PLAIN);
        plain.link.text("[{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/a\"}}]");
        assertThat(plain.requests).isEmpty();
        assertThat(plain.sent()).isEmpty();
        assertThat(plain.counters.malformed()).isEqualTo(1);
        assertThat(plain.link.isOpen()).isTrue();
    }

    private static LinkFixture batching(LinkLimits limits) {
        LinkFixture fixture = new LinkFixture(BATCH, limits);
        fixture.link.enableReceiving(true, false);
        fixture.link.enableSending(true, false);
        return fixture;
    }

    private static void push(LinkFixture fixture, int count) {
        IntStream.range(0, count).forEach(i -> fixture.link.push("\"/x\"", Integer.toString(i)));
    }
}
