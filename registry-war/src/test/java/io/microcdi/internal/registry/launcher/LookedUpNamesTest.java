package io.microcdi.internal.registry.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The security properties of this JVM: Java has read them when it looked the first name up. */
class LookedUpNamesTest {

    private static final String TTL = "networkaddress.cache.ttl";
    private static final String NEGATIVE_TTL = "networkaddress.cache.negative.ttl";
    private static final String OLDER_TTL = "sun.net.inetaddr.ttl";
    private static final String OLDER_NEGATIVE_TTL = "sun.net.inetaddr.negative.ttl";

    @BeforeEach
    @AfterEach
    void setDefaults() {
        Security.setProperty(TTL, "");
        Security.setProperty(NEGATIVE_TTL, "10");
        System.clearProperty(OLDER_TTL);
        System.clearProperty(OLDER_NEGATIVE_TTL);
    }

    @Test
    void namesAreKeptShortly() {
        LookedUpNames.keepShortly();
        assertThat(Security.getProperty(TTL)).isEqualTo("5");
        assertThat(Security.getProperty(NEGATIVE_TTL)).isEqualTo("5");
    }

    @Test
    void securityPropertiesOfTheUserAreKept() {
        Security.setProperty(TTL, "10");
        Security.setProperty(NEGATIVE_TTL, "0");
        LookedUpNames.keepShortly();
        assertThat(Security.getProperty(TTL)).isEqualTo("10");
        assertThat(Security.getProperty(NEGATIVE_TTL)).isEqualTo("0");
    }

    @Test
    void olderPropertiesOfTheUserAreKept() {
        System.setProperty(OLDER_TTL, "60");
        System.setProperty(OLDER_NEGATIVE_TTL, "60");
        LookedUpNames.keepShortly();
        assertThat(Security.getProperty(TTL)).isEmpty();
        assertThat(Security.getProperty(NEGATIVE_TTL)).isEqualTo("10");
    }
}
