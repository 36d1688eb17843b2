package io.microcdi.demo;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.microcdi.launch.ServerProcess;
import io.microcdi.launch.ServerSetup;

/** A Jakarta EE server in a process of its own, with both services and the registry. */
abstract class RealServer implements Server {

    private final DemoOptions options;
    private final int port;
    private ServerProcess process;

    RealServer(DemoOptions options) {
        this.options = options;
        this.port = DemoPorts.choose(options.port(), 8080, "demo.port");
    }

    /** Starts the process. */
    abstract ServerProcess launch();

    final ServerSetup setup() {
        return new ServerSetup(options.home().resolve("servers"), options.runDirectory(), port,
                List.of(options.application("registry", "/"), options.application("payments"),
                        options.application("checkout")),
                Map.of("MICRO_REGISTRY_URL", "ws://127.0.0.1:" + port, "MICRO_SECURITY_SECRET", SECRET));
    }

    @Override
    public void start() {
        process = launch();
    }

    @Override
    public URI applications() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public List<URI> registries() {
        return List.of(applications());
    }

    @Override
    public void check() {
        process.check();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
