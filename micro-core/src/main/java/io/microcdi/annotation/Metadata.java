package io.microcdi.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds a parameter of type {@code String} to a text that travels beside the payload, for example the tenant or the
 * locale. In a {@linkplain RegisterMicroClient typed client} the argument is sent as by
 * {@link io.microcdi.MicroCall#with}; {@code null} is not sent. In a route the argument is the text that the caller
 * sent, as {@link io.microcdi.RouteContext#metadata} returns it, or {@code null}.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Metadata {

    /**
     * The name of the text: 1 to 64 characters of {@code a-z}, {@code 0-9} and {@code -}. Neither {@code authorization} nor
     * {@code correlation-id}.
     */
    String value();
}
