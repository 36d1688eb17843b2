package io.microcdi.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.microcdi.launch.ChildProcess;
import io.microcdi.launch.TomcatServer;

/** Tomcat in this process with the two services, beside registries that run by themselves. */
final class EmbeddedTomcat implements Server {

    private static final int FIRST_MEMBER_PORT = 7800;
    /** A member takes two ports. */
    private static final int PORTS_OF_MEMBER = 10;

    private final DemoOptions options;
    private final int port;
    private final List<Integer> registryPorts = new ArrayList<>();
    private final List<ChildProcess> registries = new ArrayList<>();
    private TomcatServer tomcat;

    EmbeddedTomcat(DemoOptions options) {
        this.options = options;
        this.port = DemoPorts.choose(options.port(), 8080, "demo.port");
        int first = DemoPorts.choose(options.registryPort(), 8427, "demo.registry-port");
        registryPorts.add(first);
        for (int i = 1; i < options.registries(); i++) {
            registryPorts.add(DemoPorts.free(first + i));
        }
    }

    @Override
    public String name() {
        return "embedded Tomcat with Weld";
    }

    @Override
    public void start() {
        List<String> cluster = new ArrayList<>();
        if (registryPorts.size() > 1) {
            cluster.add("--cluster");
            cluster.add(IntStream.range(0, registryPorts.size())
                    .mapToObj(i -> "127.0.0.1:" + DemoPorts.pair(FIRST_MEMBER_PORT + PORTS_OF_MEMBER * i))
                    .collect(Collectors.joining(",")));
        }
        for (int i = 0; i < registryPorts.size(); i++) {
            List<String> command = new ArrayList<>(List.of(ChildProcess.java(), "-XX:TieredStopAtLevel=1", "-jar",
                    options.war("registry").toString(), "--port", "" + registryPorts.get(i), "--host", "127.0.0.1"));
            command.addAll(cluster);
            String number = i == 0 ? "" : "-" + (i + 1);
            registries.add(ChildProcess.start("The registry" + number, command,
                    Map.of("MICRO_SECURITY_SECRET", SECRET),
                    options.runDirectory().resolve("registry" + number + ".log")));
        }
        System.setProperty("micro.registry.url",
                registryPorts.stream().map(each -> "ws://127.0.0.1:" + each).collect(Collectors.joining(",")));
        System.setProperty("micro.security.secret", SECRET);
        tomcat = new TomcatServer(options.runDirectory(), port,
                List.of(options.application("payments"), options.application("checkout")),
                options.home().resolve("lib"));
    }

    @Override
    public URI applications() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public List<URI> registries() {
        return registryPorts.stream().map(each -> URI.create("http://127.0.0.1:" + each)).toList();
    }

    @Override
    public void check() {
        registries.forEach(ChildProcess::check);
        tomcat.check();
    }

    @Override
    public void close() {
        if (tomcat != null) {
            tomcat.close();
        }
        registries.forEach(ChildProcess::close);
    }
}
