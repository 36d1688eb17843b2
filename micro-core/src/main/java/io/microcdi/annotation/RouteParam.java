package io.microcdi.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter taken from the path: a {@code String}, a primitive number or its box, {@code boolean}, an enum,
 * {@code UUID}, or a type with a public static {@code valueOf(String)} or {@code fromString(String)}. A segment that
 * does not fit is answered 400.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface RouteParam {

    /** The name in the path's braces. */
    String value();
}
