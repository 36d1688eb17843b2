package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.security.NoSuchAlgorithmException;
import java.util.Map;

import javax.net.ssl.SSLContext;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.cdi.MicroTls;

/** The application's own SSLContext, where it has marked one. */
class TlsBeanTest {

    private static int asked;

    @ApplicationScoped
    static class Own {
        @Produces
        @MicroTls
        @Singleton
        SSLContext tls() throws NoSuchAlgorithmException {
            asked++;
            return SSLContext.getDefault();
        }
    }

    @ApplicationScoped
    static class Second {
        @Produces
        @MicroTls
        SSLContext tls() throws NoSuchAlgorithmException {
            return SSLContext.getDefault();
        }
    }

    @ApplicationScoped
    static class ForSomethingElse {
        @Produces
        SSLContext tls() {
            throw new AssertionError("asked");
        }
    }

    @ApplicationScoped
    @Alternative
    @Priority(1)
    static class Replacement {
        @Produces
        @MicroTls
        SSLContext tls() throws NoSuchAlgorithmException {
            asked += 10;
            return SSLContext.getDefault();
        }
    }

    @BeforeEach
    void nothingWasAsked() {
        asked = 0;
    }

    @Test
    void theMarkedBeanIsAskedForOnce() {
        try (App app = App.of(Own.class, ForSomethingElse.class)) {
            app.node();
            app.node();
            assertThat(asked).isOne();
        }
    }

    @Test
    void anAlternativeReplacesIt() {
        try (App app = App.of(Own.class, Replacement.class)) {
            app.node();
            assertThat(asked).isEqualTo(10);
        }
    }

    @Test
    void ofSeveralNoneIsGuessed() {
        try (App app = App.of(Map.of(), Own.class, Second.class)) {
            assertThat(catchThrowable(app::node)).hasMessageStartingWith("MICRO002014: There are 2 SSLContext beans")
                    .hasMessageContaining("@Alternative");
        }
    }
}
