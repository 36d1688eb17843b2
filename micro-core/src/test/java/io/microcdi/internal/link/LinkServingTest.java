package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.wire.Frame;

/** The serving side of a link. */
class LinkServingTest {

    private final LinkFixture plain = new LinkFixture(LinkFixture.PLAIN);
    private final LinkFixture versioned = new LinkFixture(LinkFixture.VERSIONED);

    @Test
    void aRequestIsGivenToTheHandlerAndAnswered() {
        Work work = serve(plain, 5);
        assertThat(plain.link.servedRequests()).isEqualTo(1);
        assertThat(plain.link.finish(5, work)).isTrue();
        plain.link.answer(5, "42");
        assertThat(plain.sent())
                .containsExactly("{\"id\":5,\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":42}}");
        assertThat(work.stops).isEmpty();
        assertThat(plain.link.servedRequests()).isZero();
    }

    @Test
    void anIdInUseIsAnswered409AndTheFirstGoesOn() {
        Work first = serve(versioned, 5);
        Work second = work(versioned);
        assertThat(versioned.link.serve(request(5, true), second)).isFalse();
        assertThat(versioned.lastSent()).contains("\"id\":5").contains("\"status\":409").contains("\"executed\":false");
        assertThat(first.stops).isEmpty();
        assertThat(versioned.link.finish(5, first)).as("the first is still in work").isTrue();
        assertThat(versioned.counters.refused()).isEqualTo(1);
    }

    /** The socket of a link that was cut off may hold thousands: as tasks without an owner they would fill the handlers' room. */
    @Test
    void aRequestAfterTheEndDoesNotRun() {
        plain.link.cutOff(1013, "floods");
        Work late = work(plain);
        assertThat(plain.link.serve(request(5, true), late)).isFalse();
        assertThat(late.stops).hasSize(1);
        plain.link.text("{\"id\":6,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}");
        assertThat(plain.requests).isEmpty();
        assertThat(plain.sent()).isEmpty();
    }

    @Test
    void anIdMayBeUsedAgainAfterItsAnswer() {
        plain.link.finish(5, serve(plain, 5));
        serve(plain, 5);
        assertThat(plain.sent()).isEmpty();
    }

    /** The answer of the first handler, which ends late, would pass for that of the second request. */
    @Test
    void aHandlerThatWasStoppedAnswersNoLaterRequestOfTheSameId() {
        Work aborted = serve(plain, 5);
        plain.link.text("{\"id\":6,\"mode\":2,\"data\":5}");
        Work overdue = serve(plain, 5);
        assertThat(plain.link.finish(5, aborted)).isFalse();
        plain.timer.advance(Duration.ofSeconds(30));
        assertThat(overdue.stops).containsExactly(InboundRequest.Reason.DEADLINE);
        Work last = serve(plain, 5);
        assertThat(plain.link.finish(5, overdue)).isFalse();
        assertThat(plain.link.finish(5, last)).isTrue();
    }

    @Test
    void aBodyOfAFailureIsSentOnlyToWhomAnnouncedErrors() {
        versioned.link.fail(5, "400", "bad", "{\"violations\":[]}", true);
        assertThat(versioned.lastSent()).contains("\"data\":{\"violations\":[]},\"message\":\"bad\"");
        plain.link.fail(5, "400", "bad", "{\"violations\":[]}", true);
        assertThat(plain.lastSent()).contains("\"data\":null,\"message\":\"bad\"");
    }

    @Test
    void aBodyThatIsLargerThanThePeerTakesIsLeftOut() {
        int takes = versioned.link.peer().maxMessage();
        versioned.link.fail(5, "400", "bad", "\"" + "x".repeat(takes) + "\"", true);
        assertThat(versioned.lastSent()).hasSizeLessThan(1_000).contains("\"id\":5").contains("\"status\":400")
                .contains("\"data\":null,\"message\":\"bad").contains("\"executed\":false");
    }

    @Test
    void moreThanMayBeInWorkAreAnswered429() {
        LinkFixture small = new LinkFixture(LinkFixture.VERSIONED, Limits.tables(10, 2));
        Work first = serve(small, 0);
        serve(small, 1);
        assertThat(small.link.serve(request(2, true), work(small))).isFalse();
        assertThat(small.lastSent()).contains("\"id\":2").contains("\"status\":429").contains("\"executed\":false");
        small.link.finish(0, first);
        serve(small, 3);
    }

    @Test
    void aPushIsNeverAnsweredNotEvenWithARefusal() {
        LinkFixture small = new LinkFixture(LinkFixture.VERSIONED, Limits.tables(10, 1));
        serve(small, 0);
        assertThat(small.link.serve(request(1, false), work(small))).isFalse();
        assertThat(small.sent()).isEmpty();
    }

    @Test
    void thatNothingRanIsSaidOnlyToPeersThatKnowIt() {
        plain.link.fail(3, "404", "no route /x in payments", true);
        versioned.link.fail(3, "404", "no route /x in payments", true);
        assertThat(plain.lastSent()).isEqualTo("{\"id\":3,\"mode\":1,\"twoway\":false,\"data\":{\"status\":404,"
                + "\"data\":null,\"message\":\"no route /x in payments\"}}");
        assertThat(versioned.lastSent()).endsWith(",\"executed\":false}}");
    }

    @Test
    void anInvalidFrameIsCountedAndTheLinkLives() {
        plain.link.text("not json");
        plain.link.text("{\"mode\":0}");
        plain.link.text("{\"id\":1,\"mode\":9}");
        assertThat(plain.counters.malformed()).isEqualTo(3);
        assertThat(plain.sent()).isEmpty();
        assertThat(plain.link.isOpen()).isTrue();
        plain.link.text("{\"id\":2,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}");
        assertThat(plain.requests).hasSize(1);
    }

    @Test
    void aRequestThatCannotBeReadIsAnswered400IfItsIdCould() {
        versioned.link.text("{\"id\":4,\"mode\":0,\"twoway\":true}");
        assertThat(versioned.lastSent()).contains("\"id\":4").contains("\"status\":400")
                .contains("\"executed\":false");
        assertThat(versioned.requests).isEmpty();
    }

    @Test
    void aPushThatCannotBeReadIsNotAnswered() {
        versioned.link.text("{\"id\":4,\"mode\":0,\"twoway\":false}");
        assertThat(versioned.sent()).isEmpty();
        assertThat(versioned.counters.malformed()).isEqualTo(1);
    }

    @Test
    void anAbortStopsTheHandlerAndNothingIsAnswered() {
        Work work = serve(plain, 5);
        plain.link.text("{\"id\":6,\"mode\":2,\"data\":5}");
        assertThat(work.stops).containsExactly(InboundRequest.Reason.ABORTED);
        assertThat(plain.link.finish(5, work)).isFalse();
        assertThat(plain.counters.dropped()).isEqualTo(1);
        assertThat(plain.sent()).isEmpty();
    }

    @Test
    void anAbortOfNothingIsIgnored() {
        plain.link.text("{\"id\":6,\"mode\":2,\"data\":5}");
        assertThat(plain.sent()).isEmpty();
        assertThat(plain.link.isOpen()).isTrue();
        assertThat(plain.counters.unmatched()).isEqualTo(1);
    }

    @Test
    void pastItsDeadlineAHandlerIsToldAndTheCallerIsAnswered504Once() {
        Work work = serve(plain, 5);
        plain.timer.advance(Duration.ofMillis(29_999));
        assertThat(work.stops).isEmpty();
        plain.timer.advance(Duration.ofMillis(1));
        assertThat(work.stops).containsExactly(InboundRequest.Reason.DEADLINE);
        assertThat(plain.sent()).hasSize(1);
        assertThat(plain.lastSent()).contains("\"id\":5").contains("\"status\":504").doesNotContain("executed");
        assertThat(plain.link.finish(5, work)).isFalse();
        plain.timer.advance(Duration.ofMinutes(1));
        assertThat(plain.sent()).hasSize(1);
    }

    @Test
    void pastItsDeadlineARequestWhoseHandlerHasNotBegunIsRefused() {
        Work work = serve(versioned, 5);
        work.begun = false;
        versioned.timer.advance(Duration.ofSeconds(30));
        assertThat(work.stops).containsExactly(InboundRequest.Reason.DEADLINE);
        assertThat(versioned.lastSent()).contains("\"id\":5").contains("\"status\":503").contains("\"executed\":false");
    }

    @Test
    void pastItsDeadlineThePushIsStoppedInSilence() {
        Work push = new Work(plain.timer.nanoTime() + 1_000_000_000L, false);
        assertThat(plain.link.serve(request(5, false), push)).isTrue();
        plain.timer.advance(Duration.ofSeconds(1));
        assertThat(push.stops).containsExactly(InboundRequest.Reason.DEADLINE);
        assertThat(plain.sent()).isEmpty();
    }

    @Test
    void aClosedLinkStopsItsHandlersAndTheirResultsAreDropped() {
        Work work = serve(plain, 5);
        plain.pipe.cut();
        assertThat(work.stops).containsExactly(InboundRequest.Reason.LINK_CLOSED);
        assertThat(plain.link.finish(5, work)).isFalse();
        assertThat(plain.counters.dropped()).isEqualTo(1);
    }

    /** It would hold the link, and the session under it, until the deadline. */
    @Test
    void aClosedLinkLeavesNoAlarmBehind() {
        int before = plain.timer.alarms();
        Work work = serve(plain, 5);
        plain.request();
        plain.link.finish(5, work);
        plain.link.answer(5, "42");
        plain.pipe.cut();
        assertThat(plain.timer.alarms()).isEqualTo(before);
        assertThat(plain.link.serve(request(6, true), work(plain))).isFalse();
        plain.request();
        assertThat(plain.timer.alarms()).isEqualTo(before);
    }

    @Test
    void aRequestThatComesAfterTheEndLeavesNoAlarmBehind() {
        plain.pipe.cut();
        assertThat(plain.link.serve(request(6, true), work(plain))).isFalse();
        assertThat(plain.timer.alarms()).isZero();
    }

    @Test
    void anAnswerThatIsTooLargeForTheOtherSideIsAFailure() {
        plain.link.peer().greet(LinkFixture.VERSIONED, 1_000, url -> false);
        plain.link.answer(5, "\"" + "x".repeat(1_000) + "\"");
        assertThat(plain.lastSent()).contains("\"status\":413", "the answer has 10",
                " takes 1000 (micro.max-message-size)");
    }

    @Test
    void aFailureThatIsTooLargeForTheOtherSideIsCut() {
        plain.link.peer().greet(LinkFixture.VERSIONED, 1_000, url -> false);
        plain.link.fail(5, "404", "no route " + "x".repeat(1_000), true);
        assertThat(plain.lastSent()).hasSizeLessThan(1_000).contains("\"status\":404", "\"executed\":false",
                "no route xxx", "x… the failure has 1", " takes 1000 (micro.max-message-size)");
        plain.link.fail(6, "\"" + "s".repeat(1_000) + "\"", null, false);
        assertThat(plain.lastSent()).hasSizeLessThan(1_000).contains("\"status\":500", "the failure has 1");
    }

    @Test
    void anEndThatReadsNoAnswersLosesItsLink() {
        LinkFixture small = new LinkFixture(LinkFixture.PLAIN, Limits.queue(2, 10_000));
        small.pipe.dialler().stall();
        for (int id = 0; id < 4; id++) {
            small.link.answer(id, "1");
        }
        assertThat(small.pipe.dialler().closeCode()).isEqualTo(1013);
    }

    @Test
    void anAnswerThatIsLongerThanTheQueueIsSent() {
        LinkFixture small = new LinkFixture(LinkFixture.PLAIN, Limits.queue(100, 1_000));
        String answer = "\"" + "x".repeat(2_000) + "\"";
        small.link.answer(1, answer);
        assertThat(small.lastSent()).contains(answer);
        small.pipe.dialler().stall();
        small.link.answer(2, "1");
        small.link.answer(3, answer);
        small.link.answer(4, answer);
        small.pipe.dialler().resume();
        assertThat(small.sent()).hasSize(4);
        assertThat(small.lastSent()).contains("\"id\":4", "\"status\":413", "the answer has 20",
                "longer than 1000 (micro.link.max-queued-size)");
        assertThat(small.link.isOpen()).isTrue();
    }

    @Test
    void aFailureThatIsLongerThanTheQueueIsSentToo() {
        LinkFixture small = new LinkFixture(LinkFixture.VERSIONED, Limits.queue(100, 1_000));
        String body = "\"" + "x".repeat(2_000) + "\"";
        small.pipe.dialler().stall();
        small.link.answer(1, "1");
        small.link.fail(2, "409", "m", body, false);
        small.link.fail(3, "409", "m", body, false);
        small.pipe.dialler().resume();
        assertThat(small.sent()).hasSize(3);
        assertThat(small.sent()).element(1).asString().contains("\"id\":2", body);
        assertThat(small.lastSent()).contains("\"id\":3", "\"status\":409", "m… the failure has 20",
                "longer than 1000 (micro.link.max-queued-size)").doesNotContain("xxx");
        assertThat(small.link.isOpen()).isTrue();
    }

    @Test
    void aBinaryMessageClosesTheLink() {
        plain.link.refuse(CloseCodes.BINARY, "binary messages are not understood");
        assertThat(plain.pipe.dialler().closeCode()).isEqualTo(1003);
        assertThat(plain.closed).hasSize(1);
    }

    private static Work serve(LinkFixture fixture, long id) {
        Work work = work(fixture);
        assertThat(fixture.link.serve(request(id, true), work)).isTrue();
        return work;
    }

    private static Work work(LinkFixture fixture) {
        return new Work(fixture.timer.nanoTime() + 30_000_000_000L, true);
    }

    private static Frame.Request request(long id, boolean twoway) {
        return new Frame.Request(id, twoway, "/x", null, -1);
    }
}
