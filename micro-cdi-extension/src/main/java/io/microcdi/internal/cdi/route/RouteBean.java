package io.microcdi.internal.cdi.route;

import java.lang.reflect.Type;
import java.util.Set;

/**
 * What of a bean matters for its routes.
 *
 * @param beanClass its class
 * @param types its bean types
 * @param sessionBean whether it is a session bean, of which only public methods can be called
 */
public record RouteBean(Class<?> beanClass, Set<Type> types, boolean sessionBean) {
}
