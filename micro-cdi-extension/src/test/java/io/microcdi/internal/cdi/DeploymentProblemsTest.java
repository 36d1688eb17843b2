package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import jakarta.annotation.Priority;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.annotation.Route;
import io.microcdi.cdi.MicroService;
import io.microcdi.testing.Jwts;
import io.microcdi.testing.LogCapture;

/** A bean that cannot work fails the deployment, and the message names it and the cure. */
class DeploymentProblemsTest {

    private static String problem(Map<String, String> configuration, Class<?>... beans) {
        Throwable failure = catchThrowable(() -> App.of(configuration, beans).close());
        assertThat(failure).as("the deployment fails").isNotNull();
        StringBuilder text = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            text.append(t.getMessage()).append('\n');
            for (Throwable suppressed : t.getSuppressed()) {
                text.append(suppressed.getMessage()).append('\n');
            }
        }
        return text.toString();
    }

    @MicroService
    static class First {
        @Route("/orders/{id}")
        public String order() {
            return "first";
        }
    }

    @MicroService
    static class Second {
        @Route("/orders/{nr}")
        public String order() {
            return "second";
        }
    }

    @MicroService
    static class Twice {
        @Route("/x")
        public String one() {
            return "one";
        }

        @Route("/x")
        public String two() {
            return "two";
        }
    }

    @MicroService
    static class Secured {
        @Route("/secret")
        @RolesAllowed("admin")
        public String secret() {
            return "secret";
        }

        @Route("/never")
        @DenyAll
        public String never() {
            return "never";
        }
    }

    @Test
    void rolesWhereNothingTellsTheRolesOfUsers() {
        assertThat(problem(Map.of(), Secured.class)).contains("MICRO002020: ", "Secured.secret()",
                "set micro.security.user=jwt").doesNotContain("Secured.never()");
    }

    /** As a secret that a platform mounts. */
    @Test
    void aKeyOfTheIssuerInAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("issuer.pem"), Jwts.pem(Jwts.rsa(2_048)));
        try (App app = App.of(Map.of("micro.security.user", "jwt", "mp.jwt.verify.publickey.location",
                file.toString()), Secured.class)) {
            assertThat(app).as("it is deployed").isNotNull();
        }
    }

    @Test
    void rolesWhereNoKeyVerifiesTokens() {
        assertThat(problem(Map.of("micro.security.user", "forward"), Secured.class)).contains("MICRO002021: ",
                "Secured.secret()", "mp.jwt.verify.publickey.location");
        assertThat(problem(Map.of("micro.security.user", "jwt"), Secured.class)).contains("micro.security.user",
                "mp.jwt.verify.publickey.location");
        try (App app = App.of(Map.of("micro.security.user", "jwt", "mp.jwt.verify.publickey",
                Jwts.pem(Jwts.rsa(2_048))), Secured.class)) {
            assertThat(app).as("it is deployed").isNotNull();
        }
    }

    @Test
    void twoBeansOnOneRoute() {
        assertThat(problem(Map.of(), First.class, Second.class)).contains("MICRO002000: The route \"/orders/{")
                .contains(First.class.getName() + ".order()", Second.class.getName() + ".order()",
                        "give one of them another path");
    }

    @Test
    void twoMethodsOnOneRoute() {
        assertThat(problem(Map.of(), Twice.class)).contains("MICRO002000: ", "Twice.one()", "Twice.two()");
    }

    @MicroService
    @Alternative
    @Priority(1)
    static class Replacement {
        @Route("/orders/{any}")
        public String order() {
            return "replacement";
        }
    }

    @MicroService
    @Specializes
    static class Special extends First {
        @Override
        public String order() {
            return "special";
        }
    }

    @Test
    void anEnabledAlternativeReplacesARoute() throws Exception {
        try (App app = App.of(First.class, Replacement.class)) {
            assertThat(app.<String>call("/orders/1", null, String.class)).isEqualTo("replacement");
        }
    }

    @Test
    void aBeanThatSpecializesReplacesARoute() throws Exception {
        try (App app = App.of(First.class, Special.class)) {
            assertThat(app.<String>call("/orders/1", null, String.class)).isEqualTo("special");
        }
    }

    @SessionScoped
    static class InSession implements Serializable {
        private static final long serialVersionUID = 1L;

        @Route("/session")
        public void go() {
        }
    }

    @Test
    void aScopeThatNoRequestHas() {
        assertThat(problem(Map.of(), InSession.class)).contains("MICRO002001: ", "InSession.go()", "@SessionScoped",
                "@ApplicationScoped");
    }

    /** A definition error would end the deployment before the rest is looked at. */
    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThat(problem(Map.of("micro.retries", "many"), InSession.class, Unusable.class, First.class, Second.class))
                .contains("MICRO002001: ", "MICRO002108: ", "MICRO002000: ", "MICRO002200: micro.retries=many");
    }

    @Singleton
    static class Single {
        @Route("/single")
        void go() {
        }
    }

    static class Plain {
        @Route("/plain")
        void go() {
        }
    }

    @Test
    void theCureForEachClassThatIsNoBeanIsNamed() {
        try (LogCapture log = new LogCapture("io.microcdi.cdi"); App app = App.of(First.class)) {
            app.bean(BeanManager.class).getExtension(MicroExtension.class)
                    .warnOfNonBeans(List.of(Single.class, Plain.class));
            assertThat(log.messages()).hasSize(2).element(0).asString().contains("@Singleton makes no bean");
            assertThat(log.messages()).element(1).asString().endsWith("annotate it with @MicroService or a scope");
        }
    }

    @MicroService
    static class Unusable {
        @Route("/unusable")
        public void go(String one, String two) {
        }
    }

    @Test
    void anUnusableSignature() {
        assertThat(problem(Map.of(), Unusable.class)).contains("MICRO002108: ", "Unusable.go(String, String)");
    }

    @Test
    void aBadValue() {
        assertThat(problem(Map.of("micro.request-timeout", "soon"), First.class))
                .contains("MICRO002200: micro.request-timeout=soon: expected a duration");
    }

    @Test
    void aNamespaceOutsideItsGrammar() {
        assertThat(problem(Map.of("micro.namespace", "my shop"), First.class))
                .contains("MICRO002200: micro.namespace=my shop: expected one to eight segments");
    }

    @Test
    void aTrustStoreThatIsNotThere() {
        assertThat(problem(Map.of("micro.tls.trust-store", "/nowhere/ca.p12", "micro.tls.trust-store-password",
                "pst-secret"), First.class))
                .contains("MICRO002200: micro.tls.trust-store=/nowhere/ca.p12: expected a file that can be read",
                        "MICRO_TLS_TRUST_STORE")
                .doesNotContain("pst-secret");
    }

    @ParameterizedTest
    @ValueSource(strings = { "mode-file", "secret-file", "token-file" })
    void aFileOfSecurityThatCannotBeRead(String key) {
        assertThat(problem(Map.of("micro.security." + key, "/nowhere/file", "micro.tls.trust-store", "/nowhere/ca.p12"),
                First.class))
                .contains("MICRO002200: micro.security." + key + "=/nowhere/file: expected a file that can be read",
                        "MICRO002200: micro.tls.trust-store=/nowhere/ca.p12");
        assertThat(problem(Map.of("micro.security." + key, "a\0b"), First.class))
                .contains("MICRO002200: micro.security." + key + "=a?b: expected the path of a file");
    }

    /** As WildFly does for the applications of an EAR. */
    @Test
    void theConfigurationOfAnArchiveAroundTheApplicationDoesNotCount(@TempDir Path archive) throws Exception {
        Files.createDirectories(archive.resolve("META-INF"));
        Files.writeString(archive.resolve("META-INF/microprofile-config.properties"), "micro.retries=many");
        try (OuterLoader outer = new OuterLoader(archive.toUri().toURL());
                App app = App.of(Map.of(), new Deploying(outer), First.class)) {
            assertThat(ConfigProvider.getConfig(outer).getOptionalValue("micro.retries", String.class))
                    .as("it would count").contains("many");
            assertThat(app.<String>call("/orders/1", null, String.class)).isEqualTo("first");
        }
    }

    /** Has the libraries of the server, and not this one. */
    private static final class OuterLoader extends URLClassLoader {

        OuterLoader(URL archive) {
            super(new URL[] { archive }, OuterLoader.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(MicroExtension.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    /** Sets a context class loader while the deployment is validated. */
    static final class Deploying implements Extension {

        private final ClassLoader outer;
        private ClassLoader before;

        Deploying(ClassLoader outer) {
            this.outer = outer;
        }

        void begin(@Observes @Priority(1) AfterDeploymentValidation event) {
            before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(outer);
        }

        void end(@Observes @Priority(10_000) AfterDeploymentValidation event) {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** It may be that a session bean calls before the web application begins, which then gives the name. */
    @Test
    void routesWithoutANamespaceAreNoProblemYet() {
        try (App app = App.of(Map.of("micro.namespace", ""), First.class)) {
            assertThat(app.node().namespace()).isEqualTo("client");
        }
    }

    @ApplicationScoped
    static class OnlyCalls {
    }

    @Test
    void aNodeWithoutRoutesNeedsNoNamespace() {
        try (App app = App.of(Map.of("micro.namespace", ""), OnlyCalls.class)) {
            assertThat(app.node().namespace()).isEqualTo("client");
        }
    }

    /** Only a constructor that CDI cannot call: so it is no bean, whatever its annotations. */
    @ApplicationScoped
    static class NoBean {
        NoBean(String argument) {
        }

        @Route("/no-bean")
        void go() {
        }
    }

    @Test
    void aClassWithRoutesThatIsNoBeanIsWarnedOf() {
        try (LogCapture log = new LogCapture("io.microcdi.cdi"); App app = App.of(NoBean.class, First.class)) {
            assertThat(log.messages()).singleElement().asString().startsWith("MICRO002002: " + NoBean.class.getName()
                    + " has methods with @Route but is not a bean")
                    .contains("it has @ApplicationScoped", "constructors");
            app.bean(BeanManager.class).getExtension(MicroExtension.class).warnOfNonBeans(List.of(NoBean.class,
                    First.class));
            assertThat(log.messages()).hasSize(1);
        }
    }
}
