package io.microcdi.bench.run;

import io.microcdi.bench.child.ClientProcess;
import io.microcdi.bench.load.Sample;

/**
 * A client and a server.
 *
 * @param server where it runs, as in the table
 * @param name what it is, as in the table
 */
record Contender(String server, String name, Child client, Meter clientMeter, Meter serverMeter) {

    /** Calls without measuring. */
    Sample call(Case what, long milliseconds) {
        client.say(what.command(milliseconds));
        return Sample.parse(client.await(ClientProcess.SAMPLE));
    }

    Measurement measure(Case what, long milliseconds) {
        Usage clientBefore = clientMeter.read();
        Usage serverBefore = serverMeter.read();
        Sample sample = call(what, milliseconds);
        return Measurement.of(sample, clientMeter.read().since(clientBefore), serverMeter.read().since(serverBefore));
    }
}
