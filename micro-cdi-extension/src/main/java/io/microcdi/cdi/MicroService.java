package io.microcdi.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;

import io.microcdi.annotation.Route;

/**
 * Makes a class a bean that serves routes. The bean is application-scoped unless the class has another scope. It is
 * found without a {@code beans.xml}. Any bean may have {@link Route} methods; a class with this stereotype needs no
 * other annotation to be a bean.
 */
@Stereotype
@ApplicationScoped
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface MicroService {
}
