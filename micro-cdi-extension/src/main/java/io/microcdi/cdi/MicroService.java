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
 * A bean that serves routes: application-scoped unless the class says otherwise, and found without a
 * {@code beans.xml}. Any bean may have {@link Route} methods; this one needs no other annotation.
 */
@Stereotype
@ApplicationScoped
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface MicroService {
}
