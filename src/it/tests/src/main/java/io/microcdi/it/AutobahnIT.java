package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Mirror;
import io.microcdi.testing.hostile.AutobahnSuite;

/** How the server itself reads and writes frames, by the Autobahn suite: an endpoint beside those of a node. */
@ExtendWith(ArquillianExtension.class)
@Tag("autobahn")
class AutobahnIT {

    private static final int KNOWN_FAILURES = Integer.getInteger("it.autobahn.failed");

    @Deployment(testable = false)
    static WebArchive mirror() {
        return Wars.withExtension("mirror", Mirror.class);
    }

    @Test
    void noCaseFailsUnlessTheServersPageNamesIt() throws Exception {
        AutobahnSuite.Result result = AutobahnSuite.run(Path.of(System.getProperty("it.target"), "autobahn-reports"),
                Path.of(System.getProperty("it.target"), "autobahn"),
                Server.url("/mirror/mirror").toString().replaceFirst("^http", "ws"), AutobahnSuite.ALL);
        System.out.printf("%s: %d cases, not strict or informational: %s%n", Server.name(), result.cases(),
                result.others());
        assertThat(result.cases()).isEqualTo(246);
        assertThat(result.failed()).hasSize(KNOWN_FAILURES)
                .allMatch(each -> each.endsWith("/WRONG CODE") || each.endsWith(" OK/FAILED"));
    }
}
