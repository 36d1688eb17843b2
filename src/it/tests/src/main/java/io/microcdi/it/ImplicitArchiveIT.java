package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Plain;

/** An application without {@code beans.xml}. */
@ExtendWith(ArquillianExtension.class)
@Tag("implicit-archive")
@Tag("quirks")
class ImplicitArchiveIT {
    @Deployment(testable = false)
    static WebArchive implicit() {
        return Wars.withoutDescriptor("implicit", Plain.class);
    }

    @Test
    void itsBeansAreFoundByTheirAnnotations() throws Exception {
        try (NodeLink link = NodeLink.open(Server.url("/implicit"), "127.0.0.1/19116/tester")) {
            assertThat(link.call("/echo", "\"hello\"").getString("data")).isEqualTo("hello");
        }
    }
}
