package io.microcdi.bench;

import java.time.Duration;

import io.microcdi.standalone.RegistryServer;

/** How many questions are answered in a second on one link over a socket that is never empty. */
final class LinkRate {

    private static final int ROUNDS = 7;
    private static final String ASKER = "/10.255.0.1/9000/asker";
    private static final Duration ROUND = Duration.ofSeconds(1);

    private LinkRate() {
    }

    /** With ten thousand instances, by what it is with one: what each costs, so the greater the slower. */
    static double costOfMany() throws Exception {
        RegistryServer many = Registries.make();
        RegistryServer one = Registries.make();
        try (PipelinedClient amongMany = new PipelinedClient(many.listen(0), ASKER);
                PipelinedClient ofOne = new PipelinedClient(one.listen(0), ASKER)) {
            Registries.register(many, 0, Bench.MANY);
            Registries.register(one, 0, 1);
            return Rounds.ratio(ROUNDS, () -> ofOne.perSecond(ROUND), () -> amongMany.perSecond(ROUND));
        } finally {
            many.stop();
            one.stop();
        }
    }

    /** By echoes of the same text from the same kind of server. */
    static double byEchoes() throws Exception {
        RegistryServer registry = Registries.make();
        try (EchoServer echo = new EchoServer();
                PipelinedClient echoed = new PipelinedClient(echo.listen(), EchoServer.PATH);
                PipelinedClient found = new PipelinedClient(registry.listen(0), ASKER)) {
            Registries.register(registry, 0, 1);
            return Rounds.ratio(ROUNDS, () -> found.perSecond(ROUND), () -> echoed.perSecond(ROUND));
        } finally {
            registry.stop();
        }
    }
}
