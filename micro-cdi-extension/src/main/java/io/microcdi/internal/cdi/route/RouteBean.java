package io.microcdi.internal.cdi.route;

import java.lang.reflect.Type;
import java.util.Set;

/**
 * The facts about a bean that its routes need.
 *
 * @param beanClass the class of the bean
 * @param types the bean types
 * @param sessionBean whether it is a session bean. Only public methods of a session bean can be called
 */
public record RouteBean(Class<?> beanClass, Set<Type> types, boolean sessionBean) {
}
