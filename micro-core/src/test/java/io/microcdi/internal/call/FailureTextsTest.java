package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.error.CallDetails;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.MicroException;
import io.microcdi.error.RouteException;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.node.RoutePath;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A text from outside does not make a line of its own in a log, and does not fill it. */
class FailureTextsTest {

    private static final String FORGED = "x\n2026-01-01 INFO MICRO009005: ada signed in \u001b[31m";

    private final World world = new World();
    private final TestNode stock = world.node("stock", "10.0.0.5:9000");
    private final TestNode caller = world.node("orders", "10.0.0.6:9000");

    @BeforeEach
    void start() {
        stock.route("/fail", context -> {
            throw new RouteException(409, FORGED);
        });
        stock.start();
        caller.start();
    }

    private MicroException failure(String url) {
        try {
            caller.caller().at("ws://10.0.0.5:9000").callAsync(url, null, String.class).join();
        } catch (MicroException e) {
            return e;
        }
        throw new AssertionError("the call has not failed");
    }

    private static void assertOneLine(String text) {
        assertThat(text.codePoints().filter(Character::isISOControl).toArray()).isEmpty();
    }

    @Test
    void theUrlOfACallIsOneLine() {
        MicroException failure = failure("/prices/" + FORGED);
        assertOneLine(failure.getMessage());
        assertThat(failure).hasMessageContaining("/prices/x?2026").hasMessageContaining("no route /prices/x?2026");
        assertThat(failure.details().url()).as("the url itself").isEqualTo("/prices/" + FORGED);
    }

    @Test
    void theTextOfAHandlerIsOneLine() {
        MicroException failure = failure("/fail");
        assertThat(failure).isInstanceOf(CallFailedException.class)
                .hasMessage("x\\n2026-01-01 INFO MICRO009005: ada signed in \\u001b[31m");
    }

    @Test
    void aLongUrlIsCutInTheAnswerAndInTheMessage() {
        String url = "/" + "y".repeat(100_000);
        assertThat(failure(url).getMessage()).hasSizeLessThan(1_000);
        RawPeer peer = RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.7/1/x?v=1&id=x&features=errors");
        assertThat(peer.ask(1, url, "1")).contains("\"status\":404").hasSizeLessThan(1_000);
    }

    @Test
    void aLongMessageIsCut() {
        assertThat(new MicroException("z".repeat(1_000_000), CallDetails.NONE, false, null).getMessage())
                .isEqualTo("z".repeat(Excerpts.MAX_MESSAGE - 1) + "…");
    }

    @Test
    void addressesAndPathsAreOneLine() {
        for (Runnable each : List.<Runnable>of(() -> caller.caller().at(FORGED),
                () -> caller.caller().at("ws://10.0.0.5:9000/" + FORGED), () -> caller.caller().to(FORGED),
                () -> Announcement.parse("/10.0.0.5/9000/" + FORGED, null),
                () -> Announcement.parse("/10.0.0.5/9000/" + "n".repeat(100_000), null),
                () -> Announcement.parse("/10.0.0.5/" + FORGED + "/n", null),
                () -> RoutePath.parse(FORGED), () -> RoutePath.parse("/a/{" + FORGED + "}"))) {
            assertThatThrownBy(each::run).isInstanceOfSatisfying(IllegalArgumentException.class, e -> {
                assertOneLine(e.getMessage());
                assertThat(e.getMessage()).hasSizeLessThan(1_000);
            });
        }
    }

    /** The world of these tests waits for nothing, as that of applications' tests. */
    @Test
    void aNodeThatWaitsForNoHandlerSaysNothingOfThoseThatRun() {
        World still = new World().handlers(task -> {
        });
        TestNode busy = still.node("stock", "10.0.0.5:9000");
        busy.route("/slow", context -> null);
        busy.start();
        RawPeer.dial(still, "ws://10.0.0.5:9000/10.0.0.7/1/x?v=1&id=x")
                .send("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/slow\",\"data\":1}}");
        assertThat(busy.node().activeRequests()).as("requests in work").isEqualTo(1);
        try (LogCapture log = new LogCapture("io.microcdi")) {
            busy.stop();
            assertThat(log.messages()).noneMatch(line -> line.contains("MICRO001103"));
        }
    }
}
