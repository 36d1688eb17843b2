package io.microcdi.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;

/**
 * Marks the {@link javax.net.ssl.SSLContext} by which the application's node dials {@code wss} addresses, instead of what
 * {@code micro.tls.*} says.
 *
 * <pre>{@code
 * @Produces @MicroTls @Singleton
 * SSLContext tls() { … }
 * }</pre>
 *
 * <p>It is asked for once, when the node is built. The certificate of the other end must have the host that is dialled,
 * also where the context does not look at it.
 */
@Qualifier
@Documented
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
public @interface MicroTls {

    /** The annotation as an instance. */
    final class Literal extends AnnotationLiteral<MicroTls> implements MicroTls {

        private static final long serialVersionUID = 1L;

        /** The one there need be. */
        public static final Literal INSTANCE = new Literal();

        private Literal() {
        }
    }
}
