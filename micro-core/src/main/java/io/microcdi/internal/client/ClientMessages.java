package io.microcdi.internal.client;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.Messages;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageBundle;
import org.jboss.logging.annotations.ValidIdRange;

/** The errors of a typed client's interface. Each message names the interface, the method and the remedy. */
@MessageBundle(projectCode = "MICRO")
@ValidIdRange(min = 1750, max = 1799)
interface ClientMessages {

    ClientMessages MESSAGES = Messages.getBundle(MethodHandles.lookup(), ClientMessages.class);

    @Message(id = 1750, value = "%s cannot be a typed client: expected an interface that is neither sealed nor an annotation")
    IllegalArgumentException notAnInterface(String type);

    @Message(id = 1751, value = "%s has no @RegisterMicroClient: annotate the interface with the namespace of the service,"
            + " as @RegisterMicroClient(\"payments\")")
    IllegalArgumentException notRegistered(String type);

    @Message(id = 1752, value = "%s: @RegisterMicroClient(\"%s\"): expected a namespace: %s")
    IllegalArgumentException badNamespace(String type, String namespace, String grammar);

    @Message(id = 1753, value = "%s has neither @Route nor a body: annotate it with the path of its route, or make it a"
            + " default method")
    IllegalArgumentException noRoute(String method);

    @Message(id = 1754, value = "%s has @Route and a body: remove the body, or remove @Route")
    IllegalArgumentException routeWithBody(String method);

    @Message(id = 1755, value = "%s inherits @Route from two interfaces, %s and %s: put @Route on the method itself")
    IllegalArgumentException twoInterfaces(String method, String first, String second);

    @Message(id = 1756, value = "%s: %s")
    IllegalArgumentException badPath(String method, String reason);

    @Message(id = 1757, value = "%s inherits its @Route from %s, and so is not below @Route(\"%s\") of %s: repeat the method"
            + " with its @Route in %4$s")
    IllegalArgumentException prefixLost(String method, String from, String prefix, String prefixed);

    @Message(id = 1758, value = "%s has %d parameters for the payload: one is possible; mark the others with @RouteParam or"
            + " @Metadata, or combine them in one class")
    IllegalArgumentException severalPayloads(String method, int count);

    @Message(id = 1759, value = "%s: @RouteParam(\"%s\") is not in the path \"%s\", whose parameters are: %s")
    IllegalArgumentException unknownParam(String method, String name, String path, String names);

    @Message(id = 1760, value = "%s: the path \"%s\" has {%s}, but no parameter gives its value: add one with"
            + " @RouteParam(\"%3$s\")")
    IllegalArgumentException missingParam(String method, String path, String name);

    @Message(id = 1761, value = "%s: two parameters have @RouteParam(\"%s\"): leave one")
    IllegalArgumentException paramTwice(String method, String name);

    @Message(id = 1762, value = "%s: @RouteParam(\"%s\") is of type %s, which a service cannot read from a path: use String,"
            + " a number, boolean, an enum, UUID, or a type with a public static valueOf(String) or fromString(String), of"
            + " which toString() gives the text")
    IllegalArgumentException paramType(String method, String name, String type);

    @Message(id = 1763, value = "%s: @Metadata(\"%s\") is on a parameter of type %s: expected a String without @RouteParam")
    IllegalArgumentException metadataType(String method, String name, String type);

    @Message(id = 1764, value = "%s: @Metadata(\"%s\"): expected a name of 1 to 64 of a-z, 0-9 and -, and neither"
            + " authorization nor correlation-id, once in a method")
    IllegalArgumentException metadataName(String method, String name);

    @Message(id = 1765, value = "%s has a RouteContext, which only a service gets: remove the parameter, and inject the"
            + " RouteContext into the service")
    IllegalArgumentException context(String method);

    @Message(id = 1766, value = "%s has two CallOptions: leave one")
    IllegalArgumentException optionsTwice(String method);

    @Message(id = 1767, value = "%s uses the type %s, whose type variable cannot be resolved: use a class, or"
            + " give the variable a meaning in the interface that is the client")
    IllegalArgumentException openType(String method, String type);

    @Message(id = 1768, value = "%s returns %s, which is not a supported return type: use a value, void, Optional, CompletionStage,"
            + " CompletableFuture or PendingCall")
    IllegalArgumentException returnType(String method, String type);

    @Message(id = 1769, value = "%s declares the checked exception %s, which it cannot throw: add a RouteExceptionMapper for"
            + " it, of which toException makes the exception for a method that waits; or remove it, and catch MicroException")
    IllegalArgumentException checkedException(String method, String type);

    @Message(id = 1770, value = "%s and %s call one route, \"%s\", with different types: give both the same payload and the"
            + " same answer, or one of them another path")
    IllegalArgumentException clash(String method, String other, String path);

    @Message(id = 1771, value = "%s: a class that this interface uses is missing, or cannot be loaded (%s):"
            + " add it to the application")
    IllegalArgumentException unreadable(String type, String reason, @Cause Throwable cause);

    @Message(id = 1774, value = "%s returns before the answer is there and declares %s, of which a RouteExceptionMapper makes"
            + " an exception for methods that wait only: remove it from throws, as the stage fails with a MicroException; or"
            + " return the value itself")
    IllegalArgumentException exceptionOfStage(String method, String type);

    @Message(id = 1772, value = "%s: the value of {%s} is null, but a path has a text for each of its parameters")
    NullPointerException nullParam(String method, String name);

    @Message(id = 1773, value = "%s: the value of {%s} is empty, but a segment of a path has at least one character")
    IllegalArgumentException emptyParam(String method, String name);

    @Message(id = 1775, value = "%s: the value of {%s} has half of a surrogate pair, which has no UTF-8: pass a valid text")
    IllegalArgumentException halfParam(String method, String name);
}
