package io.microcdi.maven;

import java.util.List;
import java.util.Map;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.MethodParameterInfo;
import org.jboss.jandex.Type;

import io.microcdi.internal.route.PathPattern;

/**
 * A route, as compiled classes state it.
 *
 * @param bean the class of the bean
 * @param method the method with the annotation
 * @param pattern the whole path
 * @param idempotent whether callers may retry a call
 * @param roles the roles of which a user needs one; empty if the route states none
 * @param parameters the types of the path parameters by name. A name without a type is not bound by the method
 * @param payload the parameter with the payload; {@code null} if the method has none
 * @param payloadType its type, without type variables; {@code null} if the method has none
 * @param result the type of the result, without type variables and without {@code CompletionStage} and {@code Optional};
 *        {@code null} for {@code void}
 * @param optional whether the result may be {@code null}
 */
record DocumentedRoute(ClassInfo bean, MethodInfo method, PathPattern pattern, boolean idempotent, List<String> roles,
        Map<String, Type> parameters, MethodParameterInfo payload, Type payloadType, Type result, boolean optional) {
}
