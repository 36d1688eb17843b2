package io.microcdi.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds a parameter of a route to a segment of the path. The parameter's type is {@code String}, a primitive number or
 * its box, {@code boolean}, an enum, {@code UUID}, or a type with a public static {@code valueOf(String)} or
 * {@code fromString(String)}. If a segment cannot be converted to the type, the node answers 400.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface RouteParam {

    /** The name between braces in the path. */
    String value();
}
