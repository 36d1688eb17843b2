package io.microcdi.internal.standalone;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.microcdi.MicroPeer;
import io.microcdi.NodeInstrument;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.internal.websocket.HttpClientDialer;
import io.microcdi.internal.websocket.SessionOptions;

/** The clock of the system, threads of the process, and sockets of the JDK. */
final class SystemRuntime implements NodeRuntime {

    private final NodeThreads threads;
    private final HttpClientDialer dialer;

    SystemRuntime(ThreadFactory factory, MicroConfig config, ClientTls tls) {
        this.threads = new NodeThreads(factory, config);
        // the longer of both, because the node itself ends each dial at its own timeout
        Duration longest = Stream.of(ConfigKeys.CONNECT_TIMEOUT, ConfigKeys.REGISTRY_CONNECT_TIMEOUT).map(config::get)
                .max(Comparator.naturalOrder()).orElseThrow();
        this.dialer = new HttpClientDialer(SessionOptions.of(config), longest, config.get(ConfigKeys.CONNECT_TIMEOUT),
                tls, threads.timer(), threads.client());
    }

    @Override
    public Timer timer() {
        return threads.timer();
    }

    @Override
    public NodeEnvironment environment(PayloadCodec codec, Function<Link, MicroPeer> peers,
            @Nullable NodeInstrument instrument) {
        return threads.environment(codec, peers, instrument);
    }

    @Override
    public Dialer dialer() {
        return dialer;
    }

    @Override
    public void open() {
        threads.open();
    }

    @Override
    public void close() {
        Steps.run(dialer::close, threads::close);
    }

    @Override
    public Optional<String> problem() {
        return threads.problem();
    }
}
