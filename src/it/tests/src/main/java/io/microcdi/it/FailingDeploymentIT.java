package io.microcdi.it;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.ClashClient;
import io.microcdi.it.app.PayloadsClient;
import io.microcdi.it.app.Plain;
import io.microcdi.it.app.TwoPayloads;
import io.microcdi.it.app.UnknownParamClient;

/** A deployment that cannot work is refused with a message that names the cause. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class FailingDeploymentIT {
    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "signature", managed = false, testable = false)
    static WebArchive signature() {
        return Wars.withExtension("signature", TwoPayloads.class);
    }

    @Deployment(name = "timeout", managed = false, testable = false)
    static WebArchive timeout() {
        return Wars.configured(Wars.withExtension("timeout", Plain.class), "micro.request-timeout=soon");
    }

    @Deployment(name = "payloads", managed = false, testable = false)
    static WebArchive payloads() {
        return Wars.withExtension("payloads", PayloadsClient.class);
    }

    @Deployment(name = "unknown", managed = false, testable = false)
    static WebArchive unknown() {
        return Wars.withExtension("unknown", UnknownParamClient.class);
    }

    @Deployment(name = "clash", managed = false, testable = false)
    static WebArchive clash() {
        return Wars.withExtension("clash", ClashClient.class);
    }

    @Test
    void aClientWithTwoPayloadsNamesMethodAndCure() throws Exception {
        Server.assertRefused(deployer, "payloads", "MICRO001758", "PayloadsClient.sum(int, int)",
                "mark the others with @RouteParam or @Metadata, or combine them in one class");
    }

    @Test
    void aClientWithAnUnknownParameterNamesMethodAndThoseOfThePath() throws Exception {
        Server.assertRefused(deployer, "unknown", "MICRO001759", "UnknownParamClient.receipt(String)",
                "@RouteParam(\"number\") is not in the path \"/receipts/{id}\", whose parameters are: {id}");
    }

    @Test
    void aClientWithClashingPathsNamesBothMethodsAndCure() throws Exception {
        Server.assertRefused(deployer, "clash", "MICRO001770", "ClashClient.receipt(String)",
                "ClashClient.count(String)",
                "give both the same payload and the same answer, or one of them another path");
    }

    @Test
    void anUnusableSignatureNamesTheMethod() throws Exception {
        Server.assertRefused(deployer, "signature", "MICRO", TwoPayloads.class.getName(), "sum");
    }

    @Test
    void aBadConfigurationValueNamesKeyAndValue() throws Exception {
        Server.assertRefused(deployer, "timeout", "MICRO", "micro.request-timeout", "soon");
    }
}
