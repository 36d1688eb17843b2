package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;

import jakarta.json.JsonObject;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Echo;
import io.microcdi.it.app.Guest;
import io.microcdi.it.app.Host;
import io.microcdi.it.witness.Herald;
import io.microcdi.it.witness.LoadersMBean;
import io.microcdi.it.witness.WitnessServlet;
import io.microcdi.testing.support.Await;

/**
 * An application that is deployed and undeployed again and again, with live links to one that stays, leaves nothing in its
 * server, or nothing that the server does not keep of an application without anything of ours too.
 */
@Tag("leaks")
@ExtendWith(ArquillianExtension.class)
class LeaksIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int ROUNDS = Integer.getInteger("redeployments", 50);
    private static final int FIRST_ROUNDS = 3;
    /** In one round of so many is an application that does not wait for its handlers. */
    private static final int HASTY = 5;
    private static final int CALLS = 100;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "witness", order = 2, testable = false)
    static WebArchive witness() {
        return Wars.empty("witness").addPackage(WitnessServlet.class.getPackage()).deleteClass(Herald.class);
    }

    @Deployment(name = "host", order = 3, testable = false)
    static WebArchive host() {
        return Wars.withExtension("host", Host.class);
    }

    @Deployment(name = "guest", managed = false, testable = false)
    static WebArchive guest() {
        return Wars.withExtension("guest", Guest.class, Guest.Task.class, Herald.class, LoadersMBean.class);
    }

    @Deployment(name = "hasty", managed = false, testable = false)
    static WebArchive hasty() {
        return Wars.configured(
                Wars.withExtension("hasty", Guest.class, Guest.Task.class, Herald.class, LoadersMBean.class),
                "micro.drain-timeout=0");
    }

    /** Contains no class of MicroCDI: the server itself causes the leaks of this application. */
    @Deployment(name = "plain", managed = false, testable = false)
    static WebArchive plain() {
        return Wars.empty("plain", Echo.class, Echo.Closer.class, Herald.class, LoadersMBean.class);
    }

    @Test
    void nothingIsLeftOfAnApplicationThatIsGone() throws Exception {
        RegistryView.deployed().awaitKeys("host", Set.of(Server.key("/host")), SOON);
        int plain = KnownFaults.read().holdsMany() ? heldOfPlain() : 0;
        try (NodeLink host = link("/host")) {
            rounds(FIRST_ROUNDS, host);
            hastyRound();
            Aftermath aftermath = Aftermath.fromNow(ROUNDS);
            rounds(ROUNDS, host);
            aftermath.assertNothingGrew();
            aftermath.assertNoWarning("MICRO001103");
            Aftermath.assertGone("/hasty", Guest.class.getName(), plain);
            Aftermath.assertGone("/guest", Guest.class.getName(), plain);
        }
    }

    private int heldOfPlain() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            deployer.deploy("plain");
            try (NodeLink link = NodeLink.open(Server.url("/plain"), "echo")) {
                for (long id = 0; id < CALLS; id++) {
                    link.send(id, "{\"id\":" + id + ",\"mode\":1}").get();
                }
                deployer.undeploy("plain");
                assertThat(link.awaitClosed(SOON)).isEqualTo(1001);
            }
        }
        return ServerState.look().loaders("/plain");
    }

    private void rounds(int count, NodeLink host) throws Exception {
        for (int i = 1; i <= count; i++) {
            deploy("guest");
            try (NodeLink link = link("/guest")) {
                use(link);
                int before = driven(host).getInt("answered");
                host.call("/drive", "\"guest\"");
                Await.until("calls that go on and on", SOON, () -> driven(host).getInt("answered") > before + CALLS);
                deployer.undeploy("guest");
                assertThat(link.awaitClosed(SOON)).as("the code that links are closed with").isEqualTo(1001);
            }
            Await.until("each call has ended", SOON, () -> driven(host).getInt("running") == 0);
            if (i % HASTY == 0) {
                hastyRound();
            }
        }
    }

    private void hastyRound() throws Exception {
        deploy("hasty");
        try (NodeLink link = link("/hasty")) {
            link.request("/stay", null);
            assertThat(link.call("/visit", "\"stay \"").getString("data")).isEqualTo("stay false");
            deployer.undeploy("hasty");
            assertThat(link.awaitClosed(SOON)).isEqualTo(1001);
        }
    }

    private void deploy(String name) {
        deployer.deploy(name);
        RegistryView.deployed().awaitKeys(name, Set.of(Server.key("/" + name)), SOON);
    }

    private static NodeLink link(String path) {
        return NodeLink.open(Server.url(path), "127.0.0.1/19116/tester");
    }

    private static void use(NodeLink link) throws Exception {
        assertThat(link.call("/visit", "\"hello \"").getString("data")).isEqualTo("hello false");
        assertThat(link.call("/later", "{\"name\":\"x\",\"size\":2}").getString("data")).isEqualTo("x");
        JsonObject failed = link.request("/fail", "{\"_correlationId\":\"c\"}").get().getJsonObject("data");
        assertThat(failed.getInt("status")).isEqualTo(418);
    }

    private static JsonObject driven(NodeLink host) throws Exception {
        return host.call("/driven", null).getJsonObject("data");
    }
}
