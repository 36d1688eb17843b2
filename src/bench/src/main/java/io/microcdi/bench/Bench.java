package io.microcdi.bench;

import java.nio.file.Path;
import java.util.Locale;

import io.microcdi.bench.growth.CallingCost;
import io.microcdi.bench.growth.PendingCost;
import io.microcdi.bench.growth.ServingCost;
import io.microcdi.bench.registry.FindCost;
import io.microcdi.bench.registry.LinkRate;
import io.microcdi.bench.registry.RecordSize;
import io.microcdi.bench.registry.SocketsRate;
import io.microcdi.bench.start.ExtensionStart;

/** Runs all, and prints a line for each result: the unit, the subject, the number. */
public final class Bench {

    private Bench() {
    }

    /**
     * Measures.
     *
     * @param args none
     */
    public static void main(String[] args) throws Exception {
        print("bytes registry record", RecordSize.measure(RecordSize.NODE_JS));
        print("bytes registry record ours", RecordSize.measure(RecordSize.OURS));
        print("ratio registry find instances=10000", FindCost.ratio(10_000, 0));
        print("ratio registry find exclude=3 instances=10000", FindCost.ratio(10_000, 3));
        print("ratio registry find instances=50000", FindCost.ratio(50_000, 0));
        print("ratio registry find over a socket instances=10000", LinkRate.costOfMany());
        print("ratio registry find/echo", LinkRate.byEchoes());
        print("finds/s registry batches instances=10000", LinkRate.batched());
        print("ratio registry find sockets=2000", SocketsRate.ofOneLink(2_000));
        print("ratio registry find/echo sockets=2000", SocketsRate.byEchoes(2_000));
        print("ratio node serve routes=1000", ServingCost.ofRoutes(1_000));
        print("ratio node serve links=1000", ServingCost.ofLinks(1_000));
        print("ratio node request pending=10000", PendingCost.ratio(10_000));
        print("ratio node call instances=1000", CallingCost.ratio(1_000));
        printStart(0, 0);
        printStart(1_000, 50);
        printStart(1_000, 1_000);
    }

    private static void printStart(int beans, int services) throws Exception {
        Path directory = Path.of(System.getProperty("bench.home", "target"), "bench");
        ExtensionStart.Added added = new ExtensionStart(beans, services, directory).measure();
        print("ms extension deployment beans=" + beans + " services=" + services, added.deployment());
        print("ms extension node beans=" + beans + " services=" + services, added.node());
    }

    private static void print(String what, double value) {
        System.out.printf(Locale.ROOT, "%s %.2f%n", what, value);
    }
}
