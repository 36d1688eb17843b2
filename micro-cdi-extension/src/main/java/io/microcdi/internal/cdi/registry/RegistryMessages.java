package io.microcdi.internal.cdi.registry;

import java.lang.invoke.MethodHandles;

import jakarta.enterprise.inject.spi.DeploymentException;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;

/** Messages about the registry that an application runs itself. */
@MessageLogger(projectCode = "MICRO")
@ValidIdRange(min = 2400, max = 2499)
interface RegistryMessages extends BasicLogger {

    RegistryMessages LOG = Logger.getMessageLogger(MethodHandles.lookup(), RegistryMessages.class,
            "io.microcdi.cdi.registry");

    @Message(id = 2400, value = "micro.registry-server.enabled=true: the application is to run a registry, but the"
            + " registry's classes are not in it. Add io.microcdi:micro-registry to the application, or remove the"
            + " setting")
    DeploymentException missing();

    @Message(id = 2401, value = "MicroRegistry is injected into %s, but the application runs no registry: set"
            + " micro.registry-server.enabled=true, for example in META-INF/microprofile-config.properties")
    DeploymentException notEnabled(String classes);

    @Message(id = 2403, value = "MicroRegistry is looked up, but the application runs no registry: set"
            + " micro.registry-server.enabled=true, for example in META-INF/microprofile-config.properties")
    IllegalStateException lookedUp();

    @Message(id = 2404, value = "MicroRegistry.%s: the registry belongs to the server here, which starts and stops it with"
            + " the application, and has the port")
    IllegalStateException ofServer(String method);

    @Message(id = 2405, value = "micro.registry.required=true: micro.registry.url names only the registry that this"
            + " application runs itself, %s, which answers after the application has started. Set"
            + " micro.registry.required=false, or name another registry")
    DeploymentException requiresItself(String url);

    @Message(id = 2406, value = "micro.registry.required=true: the address %s may be that of the registry that this"
            + " application runs itself, which answers after the application has started: %s. If it is, set"
            + " micro.registry.required=false, or name another registry")
    DeploymentException mayRequireItself(String url, String failure, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 2402, value = "The application \"%s\" runs a registry at its path %s")
    void runs(String contextPath, String path);
}
