package io.microcdi.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field or parameter of type {@link Fake} of a test with {@link MicroTest}. The fake is registered under its
 * namespace before the test begins. Two fakes with the same namespace are two instances of a service.
 */
@Documented
@Target({ ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
public @interface FakeService {

    /** The namespace of the service, for example {@code payments}. */
    String value();

    /** The number of instances: 1 to 100. They share the scripts and the requests of the fake. */
    int instances() default 1;
}
