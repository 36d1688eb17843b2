package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A node has a link to one registry of a cluster, and the others stand by. The registries are written by the test. */
class StandbyTest {

    private static final String FIRST = "10.0.0.1:8427";
    private static final String SECOND = "10.0.0.2:8427";
    private static final String THIRD = "10.0.0.3:8427";
    private static final Duration TAKE_OVER = Duration.ofSeconds(1);

    private final World world = new World().registries(FIRST, SECOND, THIRD);
    private final RawPeer second = RawPeer.listen(world, SECOND);
    private final RawPeer third = RawPeer.listen(world, THIRD);
    private final TestNode node = world.node("shop", "10.0.0.6:9000");

    @Test
    void aRegistryThatIsDownMakesNoneTakeOverWhereTheClusterHasOne() {
        standBehindTheSecond("watch");
        world.advance(Duration.ofMinutes(1));
        assertThat(world.network().refused()).as("dials of the first").isGreaterThan(10);
        assertThat(world.network().dials(THIRD)).hasSize(1);
    }

    @Test
    void theNextTakesOverWhereTheChosenOneIsLost() {
        standBehindTheSecond("watch");
        world.network().unlisten(SECOND);
        world.network().last(SECOND).cut();
        world.advance(TAKE_OVER);
        assertThat(world.network().dials(THIRD)).hasSize(2);
        hello(third, "watch");
        assertThat(node.events()).contains("joined " + THIRD);
    }

    /** The call has half a minute, and the registry that takes over is dialled within a second. */
    @Test
    void aLookupWaitsForTheOneThatTakesOver() {
        standBehindTheSecond("watch");
        world.network().unlisten(SECOND);
        world.network().last(SECOND).cut();
        CompletableFuture<String> call = node.call("payments", "/who");
        assertThat(call).isNotDone();
        world.advance(TAKE_OVER);
        assertThat(third.last()).contains("/-/find", "payments");
    }

    /** Its dial may take as long as the connect timeout of a registry. */
    @Test
    void aLookupWaitsNoLongerThanItsTimeout() {
        standBehindTheSecond("watch");
        world.network().unlisten(SECOND);
        world.network().hang(THIRD);
        world.network().last(SECOND).cut();
        CompletableFuture<String> call = node.call("payments", "/who", Duration.ofMinutes(1));
        Duration timeout = world.config().get(ConfigKeys.LOOKUP_TIMEOUT);
        world.advance(timeout.minusMillis(1));
        assertThat(call).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThat(call).isCompletedExceptionally();
        assertThatThrownBy(call::join).hasCauseInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("none is connected");
    }

    /** The registry is asked over the link that stays open while the node drains. */
    @Test
    void aNodeThatDrainsVisitsNoRegistryToWhichItHasALink() {
        node.start();
        hello(second, "leaving");
        node.directory().drain();
        assertThat(second.closed()).isEmpty();
        CompletableFuture<String> call = node.call("payments", "/who");
        assertThat(second.last()).contains("/-/find", "payments");
        assertThat(call).isNotDone();
        assertThat(world.network().dials(SECOND)).hasSize(1);
    }

    @Test
    void aLookupEndsWhereNoneTakesOver() {
        standBehindTheSecond("watch");
        world.network().unlisten(SECOND);
        world.network().unlisten(THIRD);
        world.network().last(SECOND).cut();
        CompletableFuture<String> call = node.call("payments", "/who");
        world.advance(TAKE_OVER);
        assertThatThrownBy(call::join).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void theNextTakesOverWhereTheChosenOneDoesNotRegisterTheNode() {
        standBehindTheSecond("lease");
        world.advance(Duration.ofSeconds(10));
        assertThat(node.events()).contains("unreachable " + SECOND).doesNotContain("joined " + SECOND);
        world.advance(TAKE_OVER);
        assertThat(world.network().dials(THIRD)).hasSize(2);
    }

    @Test
    void theNextTakesOverWhereTheChosenOneClosesBeforeItRegistersTheNode() {
        standBehindTheSecond("lease");
        world.network().unlisten(SECOND);
        world.network().unlisten(FIRST);
        second.close(1013, "too many instances");
        world.advance(TAKE_OVER);
        assertThat(world.network().dials(THIRD)).hasSize(2);
    }

    /** The first is down, the second is chosen, the third stands by. */
    private void standBehindTheSecond(String feature) {
        node.start();
        hello(second, feature);
        hello(third, feature);
        assertThat(third.closed()).isEqualTo("1000 stands by");
        assertThat(world.network().dials(THIRD)).hasSize(1);
    }

    private static void hello(RawPeer registry, String feature) {
        registry.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":"
                + "{\"v\":1,\"id\":\"r\",\"cluster\":\"c\",\"features\":[\"path\",\"" + feature + "\"]}}}");
    }
}
