package io.microcdi.it.trace;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.microcdi.launch.Application;
import io.microcdi.launch.ChildProcess;
import io.microcdi.launch.LibertyServer;
import io.microcdi.launch.PayaraServer;
import io.microcdi.launch.ServerProcess;
import io.microcdi.launch.ServerSetup;
import io.microcdi.launch.WildFlyServer;

/** The registry, checkout on WildFly, payments on Payara, and ledger in Java SE. All report to one collector. */
final class Processes implements AutoCloseable {

    private static final Path HOME = Path.of(System.getProperty("trace.home"));
    private static final Path WAR = Path.of(System.getProperty("trace.war"));

    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final List<Runnable> checks = new ArrayList<>();
    private final String registry = "ws://127.0.0.1:" + port("registry");
    private final String collector;

    /**
     * Starts nothing yet.
     *
     * @param collector the address of the collector
     */
    Processes(String collector) {
        this.collector = collector;
    }

    /** Starts them; they need time. */
    void start() {
        child("registry", "-jar", HOME.resolve("wars/registry-war.war").toString(), "--host", "127.0.0.1", "--port",
                Integer.toString(port("registry")), "--libraries", HOME.resolve("libraries").toString());
        child("ledger", "-cp", System.getProperty("java.class.path"), Ledger.class.getName(),
                Integer.toString(port("ledger")), registry);
        server(new WildFlyServer(setup("checkout"), "standalone-microprofile.xml"));
        server(new PayaraServer(setup("payments")));
        server(new LibertyServer(setup("refunds"), List.of("mpTelemetry-2.0")));
    }

    /** Fails if one of them is known never to be ready. */
    void check() {
        checks.forEach(Runnable::run);
    }

    static int port(String name) {
        return Integer.getInteger("trace." + name + ".port");
    }

    private Map<String, String> environment(String name) {
        Map<String, String> environment = new HashMap<>(Map.of("OTEL_SERVICE_NAME", name,
                "OTEL_JAVA_GLOBAL_AUTOCONFIGURE_ENABLED", "true", // in Java SE
                "OTEL_SDK_DISABLED", "false", // MicroProfile Telemetry is off without it
                "OTEL_EXPORTER_OTLP_ENDPOINT", collector, "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "OTEL_METRICS_EXPORTER", "otlp", "OTEL_LOGS_EXPORTER", "none",
                "OTEL_BSP_SCHEDULE_DELAY", "100", "OTEL_METRIC_EXPORT_INTERVAL", "500"));
        environment.put("MICRO_REGISTRY_URL", registry);
        return environment;
    }

    private ServerSetup setup(String name) {
        return new ServerSetup(HOME.resolve("servers"), HOME.resolve("run").resolve(name), port(name),
                List.of(new Application(name, "/" + name, WAR)), environment(name));
    }

    private void server(ServerProcess server) {
        ends.push(server::close);
        checks.add(server::check);
    }

    private void child(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(ChildProcess.java()));
        Collections.addAll(command, arguments);
        ChildProcess process = ChildProcess.start(name, command, environment(name),
                HOME.resolve("run").resolve(name).resolve(name + ".log"));
        ends.push(process::close);
        checks.add(process::check);
    }

    /** Ends them, the registry last. */
    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
