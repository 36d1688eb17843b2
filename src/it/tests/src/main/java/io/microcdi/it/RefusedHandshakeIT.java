package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.it.app.Numbers;

/** A peer with an impossible announcement is refused before its handshake is answered: it would dial again at once. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class RefusedHandshakeIT {
    private static final int MAX_LINKS = 3;

    @Deployment(testable = false)
    static WebArchive plain() {
        return Wars.configured(Wars.withExtension("refusing", Numbers.class, Numbers.Order.class),
                "micro.max-links=" + MAX_LINKS, "micro.advertise.self-check=false");
    }

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1/0/orders", "127.0.0.1/x/orders", "127.0.0.1/9000/registry",
            "127.0.0.1/9000/-orders", "127.0.0.1/9000/a/b/c/-d" })
    void anInvalidAnnouncementIsNotAnswered101(String announcement) throws Exception {
        assertThat(Handshake.status("/refusing/" + announcement, null)).isNotEqualTo(101);
    }

    @Test
    void moreLinksThanAllowedAreNotAnswered101() throws Exception {
        List<NodeLink> links = new ArrayList<>();
        try {
            for (int i = 0; i < MAX_LINKS; i++) {
                links.add(NodeLink.open(Server.url("/refusing"), "127.0.0.1/" + (19_170 + i) + "/tester"));
                links.get(i).call("/next", "{\"order_number\":1}");
            }
            assertThat(Handshake.status("/refusing/127.0.0.1/19190/other", null)).isNotEqualTo(101);
        } finally {
            links.forEach(NodeLink::close);
        }
    }
}
