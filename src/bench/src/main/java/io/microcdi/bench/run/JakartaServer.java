package io.microcdi.bench.run;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.microcdi.bench.child.ClientKind;
import io.microcdi.bench.child.ServerKind;
import io.microcdi.bench.child.ServerProcess;
import io.microcdi.bench.echo.Sending;
import io.microcdi.launch.Application;
import io.microcdi.launch.PayaraServer;
import io.microcdi.launch.Ports;
import io.microcdi.launch.ServerSetup;
import io.microcdi.launch.WildFlyServer;

/** A server with our service on it, the raw echo, and on WildFly Jakarta REST. */
final class JakartaServer {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Host host;
    private final ClassPath clients;
    private final int port = Ports.any();

    JakartaServer(Host host, ClassPath clients) {
        this.host = host;
        this.clients = clients;
    }

    void start(Lineup lineup) {
        Path directory = lineup.options().directory().resolve(host.label());
        List<Application> applications = new ArrayList<>(Wars.micro(directory));
        if (host == Host.WILDFLY) {
            applications.add(Wars.rest(directory));
        }
        Map<String, String> environment = Map.of("MICRO_REGISTRY_URL", lineup.registryUrl(), "MICRO_NAMESPACE",
                host.namespace());
        Meter meter = launch(lineup, new ServerSetup(lineup.options().home().resolve("servers"), directory, port,
                applications, environment));
        lineup.serves(host, meter);
        host.echo(lineup, meter, clients, echo());
        host.micro(lineup, meter, clients);
        if (host == Host.WILDFLY) {
            lineup.add(host.row("rest"), meter, clients, ClientKind.REST, url("http", Wars.REST + "/order"));
        }
    }

    private Meter launch(Lineup lineup, ServerSetup setup) {
        if (host == Host.TOMCAT) {
            Child child = lineup.java("tomcat-server", ServerProcess.class, ClassPath.TOMCAT_SERVER,
                    setup.environment(),
                    tomcatArguments(lineup, setup));
            child.awaitReady();
            awaitApplications(lineup, () -> {
                // it is ready when all has been deployed, or has said why not
            });
            return lineup.meter(child.handle().pid());
        }
        var server = host == Host.WILDFLY ? new WildFlyServer(setup) : new PayaraServer(setup);
        lineup.closeLater(server, server::close);
        awaitApplications(lineup, server::check);
        return lineup.meter(server.pid());
    }

    private String[] tomcatArguments(Lineup lineup, ServerSetup setup) {
        List<String> words = new ArrayList<>(List.of(ServerKind.TOMCAT.name(), setup.directory().toString(),
                Integer.toString(port), lineup.options().home().resolve("lib/applications").toString()));
        for (Application application : setup.applications()) {
            words.add(application.path());
            words.add(application.war().toString());
        }
        return words.toArray(String[]::new);
    }

    private void awaitApplications(Lineup lineup, Runnable check) {
        Probe probe = new Probe();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!(lineup.isRegistered(host.namespace()) && probe.opens(URI.create(echo() + Sending.AWAITED.path()))
                && (host != Host.WILDFLY || probe.exists(URI.create(url("http", Wars.REST + "/order")))))) {
            check.run();
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the applications on " + host.label() + " are not up after "
                        + PATIENCE.toMinutes() + " minutes; logs are in " + lineup.options().directory());
            }
            probe.pause();
        }
    }

    private String echo() {
        return url("ws", Wars.ECHO);
    }

    private String url(String scheme, String path) {
        return scheme + "://127.0.0.1:" + port + "/" + path;
    }
}
