package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Plain;
import io.microcdi.it.app.Resource;
import io.microcdi.it.app.Resources;

/** An application whose resources have the paths at which its node is dialled. */
@ExtendWith(ArquillianExtension.class)
@Tag("rest")
@Tag("quirks")
class CollidingResourcesIT {
    @Deployment(testable = false)
    static WebArchive resources() {
        return Wars.withExtension("resources", Plain.class, Resource.class, Resources.class);
    }

    @Test
    void aResourceIsGotWhereTheNodeTakesLinks() throws Exception {
        assertThat(Http.get(Server.url("/resources/127.0.0.1/19144/tester")).body()).isEqualTo("resource tester");
        try (NodeLink link = NodeLink.open(Server.url("/resources"), "127.0.0.1/19144/tester")) {
            assertThat(link.call("/echo", "\"hello\"").getString("data")).isEqualTo("hello");
        }
    }
}
