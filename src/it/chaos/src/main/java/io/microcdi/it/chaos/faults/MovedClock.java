package io.microcdi.it.chaos.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** The clock of the registry's process jumps by two hours, forward and back: no node is evicted for that. */
final class MovedClock implements Scenario {

    private static final List<Path> PLACES = Stream
            .of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
            .map(place -> Path.of(place, "faketime", "libfaketimeMT.so.1")).toList();

    @Override
    public void run(Run run, Path directory) throws Exception {
        Optional<Path> library = PLACES.stream().filter(Files::exists).findFirst();
        if (library.isEmpty()) {
            run.report().skip("two hours", "no libfaketime");
            return;
        }
        Path time = directory.resolve("time");
        Files.createDirectories(directory);
        Files.writeString(time, "+0\n");
        List<String> faked = List.of("env", "LD_PRELOAD=" + library.get(), "FAKETIME_TIMESTAMP_FILE=" + time,
                "FAKETIME_CACHE_DURATION=1", "FAKETIME_DONT_FAKE_MONOTONIC=1");
        try (Cluster cluster = new Cluster(directory, faked).providers(3)) {
            cluster.caller();
            Load load = cluster.load();
            String before = cluster.registry().ask("clock");
            Files.writeString(time, "+2h\n");
            load.runFor(run.seconds(25, 5));
            double forward = hours(before, cluster.registry().ask("clock"));
            Files.writeString(time, "-2h\n");
            load.runFor(run.seconds(25, 5));
            double back = hours(before, cluster.registry().ask("clock"));
            Outcomes outcomes = load.finish();
            run.report().check("the registry saw it", forward > 1.9 && back < -1.9,
                    String.format("%+.2f h, %+.2f h", forward, back), "+2 h, -2 h");
            run.report().atMost("nodes that left the registry", cluster.registry().departures().size(), 0, "");
            run.report().atMost("failed calls", outcomes.failures().size(), 0, "");
        }
    }

    private static double hours(String before, String after) {
        return (Long.parseLong(after) - Long.parseLong(before)) / 3_600_000.0;
    }
}
