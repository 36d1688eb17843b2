package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Desk;
import io.microcdi.it.app.Diary;

/** Routes of a session bean. */
@ExtendWith(ArquillianExtension.class)
@Tag("ejb")
@Tag("quirks")
class SessionBeanIT {
    @Deployment(testable = false)
    static WebArchive desk() {
        return Wars.withExtension("desk", Desk.class, Diary.class);
    }

    @Test
    void itServes() throws Exception {
        try (NodeLink link = NodeLink.open(Server.url("/desk"), "127.0.0.1/19115/tester")) {
            assertThat(link.call("/desk", "\"you\"").getString("data")).startsWith("hello you, ");
        }
    }

    @Test
    void itRefusesWithAStatusOfItsOwn() throws Exception {
        try (NodeLink link = NodeLink.open(Server.url("/desk"), "127.0.0.1/19115/tester")) {
            JsonObject refused = link.request("/desk-refuses", null).get().getJsonObject("data");
            assertThat(refused.getInt("status")).isEqualTo(418);
            assertThat(refused.getString("message")).isEqualTo("no coffee");
        }
    }
}
