package io.microcdi.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.MicroNode;
import io.microcdi.it.app.Counted;

/**
 * An instance that leaves loses no call: one of two applications is deployed again and again while a client calls at a
 * steady rate. All settings are the default ones, and the route is not idempotent.
 */
@ExtendWith(ArquillianExtension.class)
class RollingRedeployIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final Duration ENDED = Duration.ofSeconds(90);
    private static final int ROUNDS = Integer.getInteger("redeployments", 3);
    private static final int CALLS_BETWEEN = 200;
    private static final Path LEDGER = Path.of(System.getProperty("it.target")).toAbsolutePath().resolve("ledger");

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "left", managed = false, testable = false)
    static WebArchive left() {
        return counted("left");
    }

    @Deployment(name = "right", managed = false, testable = false)
    static WebArchive right() {
        return counted("right");
    }

    /** Registers at a registry of the test, which stays when the server is gone. */
    @Deployment(name = "last", managed = false, testable = false)
    static WebArchive last() {
        return counted("last", "micro.registry.url=ws://127.0.0.1:" + Server.registryPort());
    }

    private static WebArchive counted(String name, String... more) {
        String[] lines = new String[more.length + 1];
        System.arraycopy(more, 0, lines, 1, more.length);
        lines[0] = "micro.namespace=counted";
        return Wars.configured(Wars.withExtension(name, Counted.class), lines)
                .addAsResource(new StringAsset(LEDGER.toString()), Counted.LEDGER);
    }

    @Test
    void aRollingRedeploymentLosesNoCall() throws Exception {
        deployer.deploy("left");
        deployer.deploy("right");
        awaitBoth();
        try (OutsideNode client = OutsideNode.of("roller").start();
                SteadyLoad load = SteadyLoad.begin(client.caller(), LEDGER)) {
            load.proceed(CALLS_BETWEEN, "with both");
            for (int i = 0; i < ROUNDS; i++) {
                load.phase("undeploying");
                deployer.undeploy("left");
                load.proceed(CALLS_BETWEEN, "with one");
                load.phase("deploying");
                deployer.deploy("left");
                awaitBoth();
                load.proceed(CALLS_BETWEEN, "with both");
            }
            load.assertNothingWasLost(ROUNDS + " redeployments");
        } finally {
            deployer.undeploy("left");
            deployer.undeploy("right");
        }
    }

    private static void awaitBoth() {
        RegistryView.deployed().awaitKeys("counted", Set.of(Server.key("/left"), Server.key("/right")), JOINED);
    }

    /** {@code -Dshutdown}: the server is gone afterwards, so that no other test of the module can run. */
    @Test
    @EnabledIfSystemProperty(named = "shutdown", matches = ".*")
    void aServerThatStopsLosesNoCall() throws Exception {
        MicroNode client = node("roller");
        MicroNode other = node("counted");
        other.register("/count", Long.class, (call, context) -> {
            Counted.write(LEDGER, call);
            return call;
        });
        try (RegistryProcess registry = RegistryProcess.start(Server.registryPort())) {
            client.start();
            deployer.deploy("last");
            registry.view().awaitKeys("counted", Set.of(Server.key("/last")), JOINED);
            long pid = client.caller().call("counted", "/pid", null, Long.class);
            other.start();
            other.ready().toCompletableFuture().get(JOINED.toSeconds(), TimeUnit.SECONDS);
            try (SteadyLoad load = SteadyLoad.begin(client.caller(), LEDGER)) {
                load.proceed(2 * CALLS_BETWEEN, "with both");
                load.phase("SIGTERM");
                ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
                server.destroy();
                server.onExit().get(ENDED.toSeconds(), TimeUnit.SECONDS);
                load.assertNothingWasLost("SIGTERM");
            }
        } finally {
            client.stop();
            other.stop();
        }
    }

    private static MicroNode node(String namespace) {
        return MicroNode.builder(namespace).registry("ws://127.0.0.1:" + Server.registryPort())
                .listen("127.0.0.1", 0).build();
    }
}
