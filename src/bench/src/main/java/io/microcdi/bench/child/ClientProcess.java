package io.microcdi.bench.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import io.microcdi.bench.load.Client;
import io.microcdi.bench.load.ClosedLoop;
import io.microcdi.bench.load.Payload;
import io.microcdi.bench.load.Sample;
import io.microcdi.bench.load.Style;

/** A client that calls when it is told to. */
public final class ClientProcess {

    /** The prefix of a line with a {@link Sample}. */
    public static final String SAMPLE = "sample";

    private ClientProcess() {
    }

    /**
     * Calls for each line {@code payload style inFlight milliseconds} of its input.
     *
     * @param args a {@link ClientKind}, and what it wants
     */
    public static void main(String[] args) throws Exception {
        try (Client client = ClientKind.valueOf(args[0]).open(Arrays.copyOfRange(args, 1, args.length))) {
            client.call(Payload.SMALL.order());
            System.out.println(ServerProcess.READY);
            serve(new ClosedLoop(client));
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    private static void serve(ClosedLoop loop) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(SAMPLE + " " + run(loop, line.split(" ")).line());
        }
    }

    private static Sample run(ClosedLoop loop, String[] words) throws Exception {
        if (words.length != 4) {
            throw new IOException("not an order to call: " + Arrays.toString(words));
        }
        return loop.run(Payload.valueOf(words[0]), Style.valueOf(words[1]), Integer.parseInt(words[2]),
                Duration.ofMillis(Long.parseLong(words[3])));
    }
}
