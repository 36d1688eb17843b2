package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A registry that lies cannot make a node dial services of its machine or its cloud. */
class LyingRegistryTest {

    private static final int CALLS = 600;
    private static final Pattern QUESTION = Pattern
            .compile("\\{\"id\":(\\d+),.*\"url\":\"/-/(find|watch)\".*");

    private final World world = new World();
    private final RawPeer registry = RawPeer.listen(world, World.REGISTRY);
    private final TestNode node = world.node("checkout", "10.0.0.6:9000");
    private int read;

    @ParameterizedTest
    @ValueSource(strings = {
            "\"host\":\"169.254.169.254\",\"port\":80", "\"host\":\"169.254.169.254\",\"port\":80,\"dialect\":2",
            "\"host\":\"[fe80::1]\",\"port\":80,\"v\":1,\"id\":\"a\"", "\"host\":\"127.0.0.1\",\"port\":6379",
            "\"host\":\"[::1]\",\"port\":6379", "\"host\":\"0.0.0.0\",\"port\":6379",
            "\"host\":\"[::ffff:169.254.169.254]\",\"port\":80" })
    void anAddressOfTheRegistryIsCheckedBeforeItIsDialled(String address) {
        for (String host : new String[] { "169.254.169.254:80", "[fe80::1]:80", "127.0.0.1:6379", "[::1]:6379",
                "0.0.0.0:6379", "[::ffff:169.254.169.254]:80" }) {
            world.network().listen(host, (transport, path, query) -> new RawPeer());
        }
        try (LogCapture log = new LogCapture("io.microcdi")) {
            node.start();
            for (boolean watching : new boolean[] { false, true }) {
                if (watching) {
                    registry.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":"
                            + "{\"v\":1,\"id\":\"r\",\"features\":[\"path\",\"watch\"]}}}");
                }
                for (int i = 0; i < CALLS; i++) {
                    CompletableFuture<String> call = node.call("payments", "/x");
                    answer(address);
                    for (int second = 0; !call.isDone() && second < 40; second++) {
                        world.advance(Duration.ofSeconds(1));
                        answer(address);
                    }
                    assertThat(call).isCompletedExceptionally();
                }
            }
            assertThat(world.network().dials()).allMatch(dial -> dial.url().getAuthority().equals(World.REGISTRY)
                    || dial.url().getAuthority().equals("10.0.0.6:9000"));
            assertThat(log.messages()).filteredOn(line -> line.startsWith("MICRO001117")).as("at most once a minute")
                    .hasSizeBetween(1, 1 + (int) TimeUnit.NANOSECONDS.toMinutes(world.timer().nanoTime()));
            assertThat(log.messages()).anyMatch(line -> line.contains("Refused (address): payments at "));
        }
    }

    private void answer(String address) {
        while (read < registry.received().size()) {
            Matcher question = QUESTION.matcher(registry.received().get(read++));
            if (question.matches()) {
                registry.send("{\"id\":" + question.group(1) + ",\"mode\":1,\"data\":{\"status\":200,\"data\":"
                        + (question.group(2).equals("find") ? "{" + address + "}"
                                : "{\"rev\":0,\"instances\":[{\"key\":\"k\"," + address + "}]}")
                        + "}}");
            }
        }
    }
}
