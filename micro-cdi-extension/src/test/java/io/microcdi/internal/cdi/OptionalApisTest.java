package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.LogCapture;

/** The extension works without the APIs that a server may lack. */
class OptionalApisTest {

    /** As a jar of a repository, or as this build has it. */
    private static final String[] REGISTRY = { "micro-registry", "src/registry/target" };

    private static Object runWithout(String... jars) throws Exception {
        return runWithout(BareApplication.class, jars);
    }

    private static Object runWithout(Class<?> application, String... jars) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader outer = thread.getContextClassLoader();
        try (HidingLoader loader = new HidingLoader(jars)) {
            thread.setContextClassLoader(loader);
            return loader.loadClass(application.getName()).getMethod("run", String.class).invoke(null, "you");
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        } finally {
            thread.setContextClassLoader(outer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "jakarta.servlet-api", "microprofile-config", "microprofile-health", "smallrye",
            "jakarta.enterprise.concurrent-api", "jakarta.transaction-api", "jakarta.validation-api", "hibernate" })
    void oneApiIsMissing(String jar) throws Exception {
        assertThat(runWithout(jar)).isEqualTo("hello you from test");
    }

    @Test
    void allOptionalApisAreMissing() throws Exception {
        assertThat(runWithout("jakarta.servlet-api", "microprofile", "smallrye", "jakarta.enterprise.concurrent-api",
                "jakarta.transaction-api")).isEqualTo("hello you from test");
    }

    @Test
    void constraintsThatNothingChecksAreNamedInTheLog() throws Exception {
        try (LogCapture log = new LogCapture("io.microcdi.cdi")) {
            assertThat(runWithout(ConstrainedApplication.class, "hibernate-validator")).isEqualTo("hello you");
            assertThat(log.messages()).anyMatch(message -> message.contains("MICRO002017")
                    && message.contains("ConstrainedApplication$Greeter.greet(String)"));
            assertThat(runWithout("hibernate-validator")).isEqualTo("hello you from test");
            assertThat(log.messages()).filteredOn(message -> message.contains("MICRO002017")).hasSize(1);
        }
    }

    /** A class does not show annotations whose types are missing. */
    @Test
    void constraintsWithoutTheirApiAreNoConstraints() throws Exception {
        assertThat(runWithout(ConstrainedApplication.class, "hibernate-validator", "jakarta.validation-api"))
                .isEqualTo("hello you");
    }

    @Test
    void theRegistryIsMissing() throws Exception {
        assertThat(runWithout(REGISTRY)).isEqualTo("hello you from test");
    }

    @Test
    void aRegistryThatIsToRunAndIsMissingFailsTheDeploymentWithWhatToAdd() {
        System.setProperty("micro.registry-server.enabled", "true");
        try {
            assertThatThrownBy(() -> runWithout(REGISTRY)).hasMessageContaining("MICRO002400: ")
                    .hasMessageContaining("Add io.microcdi:micro-registry to the application");
        } finally {
            System.clearProperty("micro.registry-server.enabled");
        }
    }

    @Test
    void withoutJsonBTheMessageSaysWhatToAdd() {
        assertThatThrownBy(() -> runWithout("yasson")).hasMessageContaining("MICRO002005: ")
                .hasMessageContaining("add org.eclipse:yasson");
    }
}
