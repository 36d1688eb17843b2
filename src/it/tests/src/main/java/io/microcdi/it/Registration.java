package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The registration of the only instance of a namespace, at the registry that is deployed.
 *
 * @param departed
 *        the instances of the namespace that had left before
 */
record Registration(String namespace, String key, List<String> departed) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Waits for it. */
    static Registration await(String namespace, String key) throws Exception {
        RegistryView.deployed().awaitKeys(namespace, Set.of(key), LIMIT);
        return new Registration(namespace, key, RegistryView.deployed().departed(namespace));
    }

    /** It is there, and has not been lost since; a registry that does not answer fails this as well. */
    void assertLasted() throws InterruptedException {
        try {
            assertThat(RegistryView.deployed().keys(namespace)).as("registered as %s", namespace)
                    .containsExactly(key);
            assertThat(RegistryView.deployed().departed(namespace)).as("instances of %s that have left the registry",
                    namespace).isEqualTo(departed);
        } catch (IOException e) {
            throw new AssertionError("The registry does not tell whether " + key + " is registered", e);
        }
    }
}
