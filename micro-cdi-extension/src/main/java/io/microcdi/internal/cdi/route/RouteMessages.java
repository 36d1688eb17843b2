package io.microcdi.internal.cdi.route;

import java.lang.invoke.MethodHandles;

import jakarta.enterprise.inject.spi.DefinitionException;

import org.jboss.logging.Messages;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageBundle;
import org.jboss.logging.annotations.ValidIdRange;

/** The errors of a route's method. Each message names the method and the remedy. */
@MessageBundle(projectCode = "MICRO")
@ValidIdRange(min = 2100, max = 2199)
interface RouteMessages {

    RouteMessages MESSAGES = Messages.getBundle(MethodHandles.lookup(), RouteMessages.class);

    @Message(id = 2100, value = "%s has @Route but is private: make it public")
    DefinitionException privateMethod(String method);

    @Message(id = 2101, value = "%s has @Route but is static: a route is a method of a bean, make it an instance method")
    DefinitionException staticMethod(String method);

    @Message(id = 2102, value = "%s has @Route but is final, so that no interceptor could run around it: remove final")
    DefinitionException finalMethod(String method);

    @Message(id = 2103, value = "%s has @Route but is not in the bean's types %s: add a type that has it to @Typed, or"
            + " to the business interface of the session bean")
    DefinitionException notInTypes(String method, String types);

    @Message(id = 2104, value = "%s has @Route but is not public: only public methods of a session bean can be called")
    DefinitionException notPublicInSessionBean(String method);

    @Message(id = 2105, value = "%s: %s")
    DefinitionException badPath(String method, String reason);

    @Message(id = 2106, value = "%s inherits @Route from two interfaces, %s and %s: put @Route on the method itself")
    DefinitionException twoInterfaces(String method, String first, String second);

    @Message(id = 2107, value = "%s has @RouteParam or @Metadata but inherits @Route from %s: the annotations of one method"
            + " are used, so repeat @Route here or remove them")
    DefinitionException paramsWithoutRoute(String method, String from);

    @Message(id = 2108, value = "%s has %d parameters for the payload, of types %s: one is possible; mark those from the"
            + " path with @RouteParam, or combine them in one class")
    DefinitionException severalPayloads(String method, int count, String types);

    @Message(id = 2109, value = "%s: @RouteParam(\"%s\") is not in the path \"%s\", whose parameters are: %s")
    DefinitionException unknownParam(String method, String name, String path, String names);

    @Message(id = 2110, value = "%s: @RouteParam(\"%s\") has type %s, which cannot be converted from text: use String, a"
            + " number, boolean, an enum, UUID, or a type with a public static valueOf(String) or fromString(String)")
    DefinitionException paramType(String method, String name, String type);

    @Message(id = 2111, value = "%s: the payload is of type %s, whose type variable cannot be resolved: use"
            + " a class, or declare the bean on a class that gives the variable a meaning")
    DefinitionException openPayload(String method, String type);

    @Message(id = 2112, value = "%s returns %s, which cannot be sent: a route answers once, with a value, nothing"
            + " (void), or a CompletionStage")
    DefinitionException returnType(String method, String type);

    @Message(id = 2113, value = "%s cannot be called by reflection, because its %s does not open the package: add"
            + " \"opens %s;\" to the descriptor of the module")
    DefinitionException notAccessible(String method, Module module, String packageName, @Cause Exception cause);

    @Message(id = 2114, value = "%s: @RouteParam(\"%s\") is on a RouteContext, which is not from the path: remove it")
    DefinitionException paramOnContext(String method, String name);

    @Message(id = 2115, value = "%s: maxConcurrent = %d in @Route: expected a number from 1, or 0 for no limit")
    DefinitionException negativeLimit(String method, int number);

    @Message(id = 2117, value = "%s: @Metadata(\"%s\") is on a parameter of type %s: expected a String without @RouteParam")
    DefinitionException metadataType(String method, String name, String type);

    @Message(id = 2118, value = "%s: @Metadata(\"%s\"): expected a name of 1 to 64 of a-z, 0-9 and -, and neither"
            + " authorization nor correlation-id")
    DefinitionException metadataName(String method, String name);

    @Message(id = 2120, value = "%s or its class has more than one of @RolesAllowed, @PermitAll and @DenyAll: leave one")
    DefinitionException severalAccessRules(String method);

    @Message(id = 2121, value = "%s inherits different @RolesAllowed, @PermitAll or @DenyAll from two interfaces, %s and %s:"
            + " put one on the method itself")
    DefinitionException twoInterfacesOnAccess(String method, String first, String second);

    @Message(id = 2122, value = "@RolesAllowed or @DenyAll on %2$s does not count for %1$s, because the class inherits the method:"
            + " override the method there, or put the annotation on the class that declares it")
    DefinitionException restrictsInherited(String method, String restricting);

    @Message(id = 2123, value = "@RolesAllowed or @DenyAll on the stereotype %2$s does not count for %1$s: put it on the class or"
            + " the method")
    DefinitionException restrictsByStereotype(String method, String stereotype);

    @Message(id = 2116, value = "%s has constraints that cannot be used: %s")
    DefinitionException badConstraints(String method, String reason, @Cause Exception cause);
}
