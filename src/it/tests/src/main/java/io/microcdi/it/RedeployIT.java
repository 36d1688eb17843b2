package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.testing.support.Await;

/** The callee goes and comes back while its caller stays. {@code -Dhasty.deployments=4} makes fewer of those that do not stay. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class RedeployIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    /** Less than 20 s: after that time a registry removes a silent instance. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(15);
    private static final int HASTY_DEPLOYMENTS = Integer.getInteger("hasty.deployments", 8);

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "checkout", order = 2, testable = false)
    static WebArchive checkout() {
        return Wars.checkout();
    }

    @Deployment(name = "payments", managed = false, testable = false)
    static WebArchive payments() {
        return Wars.payments();
    }

    @Test
    void callsWorkAgainAfterUndeployAndRedeploy() throws Exception {
        RegistryView.deployed().awaitKeys("checkout", Set.of(Server.key("/checkout")), JOINED);
        deployAndPay();
        NodeLink link = NodeLink.open(Server.url("/payments"), "127.0.0.1/19112/tester");
        int logged = Files.readString(Server.log()).length();

        deployer.undeploy("payments");
        assertThat(link.awaitClosed(JOINED)).as("the code that links are closed with").isEqualTo(1001);
        // it has told the registry, which may hear it after the close of another link
        RegistryView.deployed().awaitKeys("payments", Set.of(), FORGOTTEN);
        Await.until("the registry is told goodbye before the socket is closed", FORGOTTEN,
                () -> Files.readString(Server.log()).substring(logged)
                        .contains("- payments " + Server.key("/payments") + " (leaving)"));
        assertThat(pay().statusCode()).as("there is nobody to call").isEqualTo(502);

        deployAndPay();
        deployer.undeploy("payments");
    }

    /** Each is undeployed while it is joining, so that its links are in all states of being opened. */
    @Test
    void deploymentsThatAreGoneBeforeTheyHaveJoinedLeaveNoRegistrationBehind() throws Exception {
        for (int i = 0; i < HASTY_DEPLOYMENTS; i++) {
            deployer.deploy("payments");
            deployer.undeploy("payments");
        }
        RegistryView.deployed().awaitKeys("payments", Set.of(), FORGOTTEN);

        deployAndPay();
        deployer.undeploy("payments");
    }

    private void deployAndPay() throws Exception {
        deployer.deploy("payments");
        RegistryView.deployed().awaitKeys("payments", Set.of(Server.key("/payments")), JOINED);
        HttpResponse<String> answer = pay();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> pay() throws Exception {
        return Http.post(Server.url("/checkout/pay"), "{\"amount\":3,\"currency\":\"EUR\"}");
    }
}
