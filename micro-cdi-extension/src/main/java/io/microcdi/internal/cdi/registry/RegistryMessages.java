package io.microcdi.internal.cdi.registry;

import java.lang.invoke.MethodHandles;

import jakarta.enterprise.inject.spi.DeploymentException;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;

/** Messages about the registry that an application runs itself. */
@MessageLogger(projectCode = "MICRO")
@ValidIdRange(min = 2400, max = 2499)
interface RegistryMessages extends BasicLogger {

    RegistryMessages LOG = Logger.getMessageLogger(MethodHandles.lookup(), RegistryMessages.class,
            "io.microcdi.internal.cdi.registry");

    @Message(id = 2400, value = "micro.registry-server.enabled=true: the application is to run a registry, but the"
            + " registry's classes are not in it. Add io.microcdi:micro-registry to the application, or remove the"
            + " setting")
    DeploymentException missing();

    @Message(id = 2401, value = "MicroRegistry is injected into %s, but the application runs no registry: set"
            + " micro.registry-server.enabled=true, as in META-INF/microprofile-config.properties")
    DeploymentException notEnabled(String classes);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 2402, value = "The application \"%s\" runs a registry at its path %s")
    void runs(String contextPath, String path);
}
