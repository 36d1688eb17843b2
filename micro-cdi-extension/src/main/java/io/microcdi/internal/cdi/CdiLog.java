package io.microcdi.internal.cdi;

import java.lang.invoke.MethodHandles;

import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.DeploymentException;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;

/** Messages about the beans and the node of an application. */
@MessageLogger(projectCode = "MICRO")
@ValidIdRange(min = 2000, max = 2099)
interface CdiLog extends BasicLogger {

    CdiLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), CdiLog.class, "io.microcdi.cdi");

    @Message(id = 2000, value = "The route \"%s\" is served twice, by %s and by %s: give one of them another path, or make"
            + " one of the beans an enabled @Alternative")
    DefinitionException servedTwice(String path, String first, String second);

    @Message(id = 2001, value = "%s has @Route but its bean is @%s, and a request from another service has neither session"
            + " nor conversation: make the bean @ApplicationScoped, @RequestScoped or @Dependent")
    DefinitionException scope(String method, String scope);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2002, value = "%s has methods with @Route but is not a bean, so that they cannot be called: %s")
    void notABean(String className, String cure);

    @Message(id = 2003, value = "This application has routes but no namespace: micro.namespace is not set, and %s gives"
            + " none. Set it, for example by the line micro.namespace=orders in META-INF/microprofile-config.properties, or by"
            + " MICRO_NAMESPACE in the environment. A namespace is %s")
    DeploymentException noNamespace(String origin, String grammar);

    @Message(id = 2005, value = "There is no JSON-B here (%s): use a server that has it, or add org.eclipse:yasson and"
            + " org.eclipse.parsson:parsson to the application")
    DeploymentException noJsonb(String reason, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2006, value = "Found %d Jsonb beans and cannot choose one: using a default Jsonb."
            + " Leave one, or make one an enabled @Alternative")
    void severalJsonb(int count);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2007, value = "An observer of %s failed. %d such failures were not logged")
    void observerFailed(String event, long leftOut, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2008, value = "The event %s was dropped: the observers of earlier events are still busy")
    void eventDropped(String event);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 2009, value = "The application serves %d routes as namespace \"%s\"")
    void built(int routes, String namespace);

    @Message(id = 2010, value = "The node cannot be used yet: the application is still being deployed")
    IllegalStateException notDeployed();

    @Message(id = 2011, value = "no address of this machine is known, other than loopback: set micro.advertise.host")
    IllegalStateException noHost();

    @Message(id = 2012, value = "the port of the server's HTTP listener is unknown: if the server has"
            + " started, set micro.advertise.port, and"
            + " micro.advertise.host where others do not reach this machine by its first address")
    IllegalStateException noPort();

    @Message(id = 2014, value = "There are %d SSLContext beans with @MicroTls, and injection cannot choose one: leave one,"
            + " or make one an enabled @Alternative")
    DeploymentException severalTls(int count, @Cause Throwable cause);

    @Message(id = 2015, value = "no HTTPS listener found, but micro.advertise.scheme=wss requires one: set"
            + " micro.advertise.port to the port that speaks TLS, for example that of a proxy")
    IllegalStateException noTlsPort();

    @Message(id = 2016, value = "The application \"%s\" shares MicroCDI with \"%s\", in the libraries of the archive around"
            + " them, and on this server they would be one node: put micro-cdi-extension, micro-core and jboss-logging into"
            + " WEB-INF/lib of each")
    DeploymentException shared(String contextPath, String first);

    @Message(id = 2022, value = "The injected RouteContext is used where no route is served: only a handler's thread has one,"
            + " and a thread that runs an action of RouteContext.wrap")
    IllegalStateException noRoute();

    @Message(id = 2020, value = "%s has @RolesAllowed, but nothing tells the roles of a user, because micro.security.user is"
            + " none: set micro.security.user=jwt (or forward) and mp.jwt.verify.publickey.location, so that the node"
            + " verifies the tokens of users, or replace @RolesAllowed by @PermitAll or @DenyAll")
    DefinitionException rolesWithoutIdentity(String method);

    @Message(id = 2021, value = "%s has @RolesAllowed, but no token can be verified: set mp.jwt.verify.publickey or"
            + " mp.jwt.verify.publickey.location to the key of the issuer, as micro.security.user=forward alone only passes tokens on")
    DefinitionException rolesWithoutKey(String method);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2017, value = "Nothing checks the constraints on the parameters of %s: there is no provider of Jakarta"
            + " Validation here that works. Add org.hibernate.validator:hibernate-validator and an"
            + " implementation of Jakarta Expression Language, such as expressly, to the application, or remove the constraints")
    void noValidation(String methods, @Cause Throwable cause);

    @Message(id = 2018, value = "%s is a RouteExceptionMapper, but its types do not say of which exception: let it implement"
            + " RouteExceptionMapper<SomeException>, or remove it from the beans")
    DefinitionException openMapper(String bean);

    @Message(id = 2019, value = "%s has two exception mappers, %s and %s: leave one, or make one an enabled @Alternative")
    DefinitionException severalMappers(String exception, String first, String second);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2023, value = "There are several beans of type %s, and injection cannot choose one: the global one is used."
            + " Leave one, or make one an enabled @Alternative: %s")
    void severalTelemetries(String type, String reason);

    @Message(id = 2024, value = "There are several beans of type NodeInstrument, and a node has one: %s. Leave one,"
            + " or make one an enabled @Alternative")
    DeploymentException severalInstruments(String beans, @Cause Throwable cause);

    @Message(id = 2025, value = "A CallInterceptor or NodeInstrument, or another bean of which the node is built, uses the node or"
            + " its caller while it is made: use them in intercept(...) or serve(...), not in a constructor or a"
            + " @PostConstruct method")
    DeploymentException usedWhileBuilt();

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 2026, value = "The server serves the application again, but its node \"%s\" could not be started: suspend and"
            + " resume the server once more, or deploy the application again")
    void notResumed(String namespace, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2027, value = "%d more events were dropped")
    void eventsDropped(long count);

    @Message(id = 2013, value = "The server refuses the WebSocket endpoints of the application \"%s\": %s")
    DeploymentException endpointsRefused(String contextPath, String reason, @Cause Throwable cause);
}
