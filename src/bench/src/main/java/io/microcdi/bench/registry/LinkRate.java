package io.microcdi.bench.registry;

import java.time.Duration;

import io.microcdi.bench.memory.Rounds;
import io.microcdi.internal.registry.EngineRegistry;

/** How many questions are answered in a second on one link over a socket that is never empty. */
public final class LinkRate {

    private static final int ROUNDS = 7;
    static final String ASKER = "/10.255.0.1/9000/asker";
    private static final String BATCHING = ASKER + "?v=1&id=asker&features=batch,path";
    private static final Duration ROUND = Duration.ofSeconds(1);

    private LinkRate() {
    }

    /** The cost with many instances divided by the cost with one. A greater value is slower. */
    public static double costOfMany() throws Exception {
        EngineRegistry many = Registries.listening();
        EngineRegistry one = Registries.listening();
        try (PipelinedClient amongMany = new PipelinedClient(Registries.port(many), ASKER);
                PipelinedClient ofOne = new PipelinedClient(Registries.port(one), ASKER)) {
            Registries.register(many, Registries.MANY);
            Registries.register(one, 1);
            return Rounds.ratio(ROUNDS, () -> ofOne.perSecond(ROUND), () -> amongMany.perSecond(ROUND));
        } finally {
            many.stop();
            one.stop();
        }
    }

    /** By echoes of the same text from the same kind of server. */
    public static double byEchoes() throws Exception {
        EngineRegistry registry = Registries.listening();
        try (EchoServer echo = new EchoServer();
                PipelinedClient echoed = new PipelinedClient(echo.listen(), EchoServer.PATH);
                PipelinedClient found = new PipelinedClient(Registries.port(registry), ASKER)) {
            Registries.register(registry, 1);
            return Rounds.ratio(ROUNDS, () -> found.perSecond(ROUND), () -> echoed.perSecond(ROUND));
        } finally {
            registry.stop();
        }
    }

    /** In a second, among many instances, where both ends have announced batches. */
    public static double batched() throws Exception {
        EngineRegistry registry = Registries.listening();
        try (PipelinedClient client = new PipelinedClient(Registries.port(registry), BATCHING)) {
            Registries.register(registry, Registries.MANY);
            return Rounds.median(ROUNDS, () -> client.perSecond(ROUND));
        } finally {
            registry.stop();
        }
    }
}
