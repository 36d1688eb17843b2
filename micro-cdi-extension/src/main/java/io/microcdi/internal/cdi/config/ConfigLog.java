package io.microcdi.internal.cdi.config;

import java.lang.invoke.MethodHandles;

import jakarta.enterprise.inject.spi.DeploymentException;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;

/** Messages about the configuration. */
@MessageLogger(projectCode = "MICRO")
@ValidIdRange(min = 2200, max = 2299)
interface ConfigLog extends BasicLogger {

    ConfigLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), ConfigLog.class, "io.microcdi.config");

    @Message(id = 2200, value = "%s=%s: expected %s. Correct it where it is configured, in"
            + " META-INF/microprofile-config.properties, as a system property, or as the environment variable %s")
    DeploymentException badValue(String key, String value, String expected, String variable);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2201, value = "Nothing reads the configuration key %s: correct its name (%s) or remove it")
    void unknownKey(String key, String correction);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2204, value = "%s: no bean of this application has the route %s. The key applies only if the application"
            + " registers such a route while it runs; otherwise correct its path, which is written as in @Route, or remove"
            + " the key")
    void unknownRoute(String key, String route);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 2202, value = "MicroProfile Config was not found: micro.* is read from system properties and environment"
            + " variables only. For META-INF/microprofile-config.properties add io.smallrye.config:smallrye-config-core"
            + " to the application")
    void noMicroProfileConfig();

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2203, value = "The API of MicroProfile Config was found, but no implementation (%s): micro.* is read from"
            + " system properties and environment variables only. Add io.smallrye.config:smallrye-config-core to the"
            + " application")
    void noConfigImplementation(String reason);
}
