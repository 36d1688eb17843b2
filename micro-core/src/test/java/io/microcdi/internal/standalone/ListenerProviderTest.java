package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;

/** The core has no server of its own: none is on the class path of these tests. */
class ListenerProviderTest {

    @Test
    void withoutAServerTheMessageNamesTheArtifactToAdd() {
        MicroNodeBuilder builder = MicroNode.builder("payments").listen(9100);
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class).hasMessage(
                "There is no server to listen on port 9100: add io.microcdi:micro-se to the class path");
    }

    @Test
    void aNodeThatListensNowhereIsNotBuilt() {
        MicroNodeBuilder builder = MicroNode.builder("payments");
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call listen(port)");
    }
}
