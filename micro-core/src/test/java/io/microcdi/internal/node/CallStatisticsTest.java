package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.json.JsonTrees;
import io.microcdi.testing.World;

class CallStatisticsTest {

    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(10);

    private final CallStatistics traffic = new CallStatistics(0, INTERVAL);

    private JsonObject report(long now) {
        return JsonTrees.read(traffic.report(now)).asJsonObject();
    }

    private static List<JsonObject> rows(JsonObject report, String member) {
        return report.getJsonArray(member).getValuesAs(JsonObject.class);
    }

    /** Counting costs memory and time, and nobody would get the report. */
    @Test
    void aNodeWithoutARegistryAndARegistryCountNothing() {
        World world = new World();
        assertThat(node(world, "shop", world.config()).traffic()).isNotNull();
        assertThat(node(world, "shop", world.config().with(ConfigKeys.REGISTRY_URL, List.of())).traffic()).isNull();
        assertThat(node(world, "shop", world.config().with(ConfigKeys.REPORT_CALLS, false)).traffic()).isNull();
        assertThat(node(world, Namespaces.REGISTRY, world.config()).traffic()).isNull();
    }

    private static Node node(World world, String namespace, MicroConfig config) {
        return new Node(namespace, Set.of(), config, world.environment(), world.network());
    }

    @Test
    void withoutCallsNothingIsReported() {
        assertThat(traffic.report(INTERVAL)).isEqualTo("{}");
    }

    @Test
    void bothDirectionsAreReportedOnce() {
        traffic.called("payments", 1_000_000, false);
        traffic.called("payments", 3_000_000, true);
        traffic.served("shop", 5_000_000, false);
        traffic.served("", 5_000_000, true);
        JsonObject report = report(INTERVAL + 500_000_000);
        assertThat(report.getInt("millis")).isEqualTo(10_500);
        JsonObject called = rows(report, "calls").get(0);
        assertThat(called.getString("namespace")).isEqualTo("payments");
        assertThat(called.getInt("count")).isEqualTo(2);
        assertThat(called.getInt("failed")).isEqualTo(1);
        assertThat(rows(report, "served")).extracting(row -> row.getString("namespace")).containsExactly("shop", "*");
        assertThat(traffic.report(3 * INTERVAL)).isEqualTo("{}");
    }

    /** A node sends its heartbeats to each of its registries at another moment. */
    @Test
    void heartbeatsOfOneIntervalHaveTheSameReport() {
        traffic.called("payments", 1_000_000, false);
        String first = traffic.report(INTERVAL);
        traffic.called("payments", 1_000_000, false);
        assertThat(traffic.report(INTERVAL + INTERVAL / 3)).isEqualTo(first);
        assertThat(report(2 * INTERVAL).getInt("millis")).isEqualTo(10_000);
    }

    @ParameterizedTest
    @ValueSource(longs = { 0, 1, 900, 1_024, 5_000, 77_777, 1_000_000, 1_500_000, 12_345_678, 999_999_999,
            30_000_000_000L, 130_000_000_000L })
    void aTimeIsReportedAtMostAQuarterTooLong(long nanos) {
        traffic.called("payments", nanos, false);
        JsonObject row = rows(report(INTERVAL), "calls").get(0);
        long micros = nanos / 1_000;
        assertThat(row.getJsonNumber("p50").longValue()).isBetween(micros, micros + micros / 4 + 2);
        assertThat(row.getJsonNumber("p99")).isEqualTo(row.getJsonNumber("p50"));
    }

    @Test
    void longerTimesThanTheLongestClassAreInIt() {
        traffic.called("payments", Long.MAX_VALUE, false);
        traffic.called("payments", -5, false);
        JsonObject row = rows(report(INTERVAL), "calls").get(0);
        assertThat(row.getInt("p99")).isEqualTo(137_438_953);
        assertThat(row.getInt("p50")).isEqualTo(1);
    }

    @Test
    void percentilesAreThoseOfTheCalls() {
        IntStream.rangeClosed(1, 1_000).forEach(i -> traffic.called("payments", i * 1_000_000L, false));
        JsonObject row = rows(report(INTERVAL), "calls").get(0);
        assertThat(row.getInt("p50")).isBetween(500_000, 625_000);
        assertThat(row.getInt("p99")).isBetween(990_000, 1_237_500);
    }

    @Test
    void theTwentyBusiestHaveNamesAndTheOthersAreSummed() {
        for (int i = 1; i <= 30; i++) {
            for (int calls = 0; calls < i; calls++) {
                traffic.called("service" + i, 1_000_000, calls == 0);
            }
        }
        List<JsonObject> rows = rows(report(INTERVAL), "calls");
        assertThat(rows).hasSize(21);
        assertThat(rows.get(0).getString("namespace")).isEqualTo("service30");
        assertThat(rows.get(19).getString("namespace")).isEqualTo("service11");
        assertThat(rows.get(20).getString("namespace")).isEqualTo("*");
        assertThat(rows.get(20).getInt("count")).isEqualTo(55);
        assertThat(rows.get(20).getInt("failed")).isEqualTo(10);
    }

    @Test
    void namesWithoutEndTakeNeitherMemoryNorSpace() {
        for (int i = 0; i < 10_000; i++) {
            traffic.served("x".repeat(200) + i, 1_000_000, false);
        }
        String report = traffic.report(INTERVAL);
        assertThat(report.length()).isLessThanOrEqualTo(4_096);
        assertThat(rows(JsonTrees.read(report).asJsonObject(), "served").stream().mapToInt(row -> row.getInt("count"))
                .sum()).isEqualTo(10_000);
        assertThat(traffic.report(2 * INTERVAL)).isEqualTo("{}");
        traffic.served("shop", 1, false);
        assertThat(traffic.report(3 * INTERVAL)).as("the places are free again").contains("\"shop\"");
    }

    /** As after a registry that was down, or that took no reports before. */
    @Test
    void callsInAGapAreNotReported() {
        traffic.called("payments", 1_000_000, false);
        long later = TimeUnit.HOURS.toNanos(2);
        assertThat(traffic.report(later)).as("an average of two hours is not the present rate").isEqualTo("{}");
        traffic.called("payments", 1_000_000, false);
        JsonObject report = report(later + INTERVAL);
        assertThat(report.getInt("millis")).isEqualTo(10_000);
        assertThat(rows(report, "calls").get(0).getInt("count")).isEqualTo(1);
    }

    @Test
    void theReportBeforeAGapIsNotRepeatedAfterIt() {
        traffic.called("payments", 1_000_000, false);
        assertThat(traffic.report(INTERVAL)).contains("payments");
        assertThat(traffic.report(5 * INTERVAL)).isEqualTo("{}");
    }

    @Test
    void aGapFreesTheIdleCounters() {
        for (int i = 0; i < 100; i++) {
            traffic.called("service" + i, 1_000_000, false);
        }
        traffic.report(INTERVAL * 100);
        traffic.report(INTERVAL * 200);
        traffic.called("payments", 1_000_000, false);
        assertThat(rows(report(201 * INTERVAL), "calls")).extracting(row -> row.getString("namespace"))
                .containsExactly("payments");
    }

    @Test
    void aReportIsOfASecondAtLeastAndAnHourAtMost() {
        CallStatistics fast = new CallStatistics(0, 1_000_000);
        fast.called("payments", 1_000_000, false);
        assertThat(fast.report(999_000_000)).isEqualTo("{}");
        assertThat(fast.report(1_000_000_000)).contains("\"millis\":1000,");
        CallStatistics slow = new CallStatistics(0, TimeUnit.HOURS.toNanos(1));
        slow.called("payments", 1_000_000, false);
        assertThat(slow.report(TimeUnit.MINUTES.toNanos(90))).contains("\"millis\":3600000,");
    }

    @Test
    void moreCallsThanAnIntHoldsAreReportedAsAThousandMillion() {
        long[] counts = new long[106];
        counts[0] = 1_500_000_000L;
        counts[1] = 3_000_000_000L;
        counts[2] = 1;
        assertThat(CallStatistics.row("payments", counts)).isEqualTo(
                "{\"namespace\":\"payments\",\"count\":1000000000,\"failed\":1000000000,\"p50\":1,\"p99\":1}");
    }

    /** Two directions, each with the longest names, numbers and a row for the others. */
    @Test
    void theLongestReportIsWithinItsBound() {
        for (int i = 0; i < 64; i++) {
            for (int length = 20; length < 250; length += 10) {
                String name = ("x".repeat(length) + i).substring(0, length);
                for (int call = 0; call < 3; call++) {
                    traffic.called(name, Long.MAX_VALUE, true);
                    traffic.served(name, Long.MAX_VALUE, true);
                }
            }
        }
        traffic.called("*", Long.MAX_VALUE, true);
        traffic.served("", Long.MAX_VALUE, true);
        String text = traffic.report(INTERVAL);
        assertThat(text).contains("\"calls\":[{\"namespace\":\"x", "\"served\":[{\"namespace\":\"x");
        long[] most = new long[106];
        most[0] = Long.MAX_VALUE / 1_000;
        most[105 - 1] = most[0];
        int rest = CallStatistics.row("*", most).length();
        int frame = "{\"millis\":3600000,\"calls\":[],\"served\":[]}".length();
        assertThat(frame + 2 * (CallStatistics.MAX_TEXT + 1 + rest + 1)).as("whatever the names are")
                .isLessThanOrEqualTo(4_096);
        assertThat(text.length()).isLessThanOrEqualTo(4_096);
    }

    @Test
    void namesOfLongAgoDoNotKeepThePlacesOfNewOnes() {
        for (int i = 0; i < 64; i++) {
            traffic.called("old" + i, 1_000_000, false);
        }
        for (int call = 0; call < 50; call++) {
            traffic.called("busy", 1_000_000, false);
        }
        traffic.report(INTERVAL);
        for (int i = 0; i < 64; i++) {
            traffic.called("old" + i, 1_000_000, false);
        }
        for (int call = 0; call < 50; call++) {
            traffic.called("busy", 1_000_000, false);
        }
        traffic.report(2 * INTERVAL);
        for (int call = 0; call < 50; call++) {
            traffic.called("busy", 1_000_000, false);
        }
        assertThat(rows(report(3 * INTERVAL), "calls").get(0).getString("namespace")).isEqualTo("busy");
    }

    @Test
    void noCallOfManyThreadsIsLost() throws Exception {
        int threads = 4;
        int each = 50_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            AtomicInteger called = new AtomicInteger();
            List<Future<?>> done = IntStream.range(0, threads).<Future<?>>mapToObj(i -> pool.submit(() -> {
                for (int call = 0; call < each; call++) {
                    traffic.called("payments", call * 1_000L, call % 10 == 0);
                    called.incrementAndGet();
                }
            })).toList();
            int count = 0;
            int failed = 0;
            for (long now = INTERVAL; count < threads * each; now += INTERVAL) {
                // a counter that is idle in one interval makes place, and loses the calls of that very moment: so each
                // interval has one at least, beside those that the threads have counted and not noted yet
                int enough = Math.min(called.get() + threads + 1, threads * each);
                while (called.get() < enough && !done.stream().allMatch(Future::isDone)) {
                    Thread.onSpinWait();
                }
                JsonObject report = report(now);
                assertThat(report).as("%d calls of %d are missing", threads * each - count, called.get())
                        .containsKey("calls");
                count += rows(report, "calls").get(0).getInt("count");
                failed += rows(report, "calls").get(0).getInt("failed");
            }
            assertThat(count).isEqualTo(threads * each);
            assertThat(failed).isEqualTo(threads * each / 10);
        } finally {
            pool.shutdownNow();
        }
    }
}
