package io.microcdi.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.internal.test.RegistryExtension;

/**
 * Starts a real registry on a free port of the loopback address before the first test of a class, and stops it after the
 * last one. Fields and parameters of type {@link TestRegistry} have its address. The registry serves classes nested in
 * the class, too.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RegistryExtension.class)
public @interface WithRegistry {

    /**
     * Whether the system property {@code micro.registry.url} has the address of the registry while the tests of the
     * class run. Nodes in this JVM find the registry by it. Do not run such classes at the same time.
     */
    boolean systemProperty() default false;
}
