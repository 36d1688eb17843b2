package io.microcdi.test.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.test.MicroTest;

/** Builds a node of its own and does not stop it. */
@MicroTest
public class OwnNodeCase {

    /** The namespace of the node. */
    public static final String NAMESPACE = "left-running";

    /** The node. */
    public static volatile MicroNode node;

    @Test
    void leavesANode(MicroCaller caller) {
        node = MicroNode.builder(NAMESPACE).listen(0).build();
        node.register("/told", context -> "told");
        node.start();
        assertThat(caller.<String>call(NAMESPACE, "/told", null, String.class)).isEqualTo("told");
    }
}
