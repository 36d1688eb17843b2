package io.microcdi.cdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;

/**
 * Marks the {@link javax.net.ssl.SSLContext} by which the application's node dials {@code wss} addresses. It replaces
 * the settings of {@code micro.tls.*}.
 *
 * <pre>{@code
 * @Produces @MicroTls @Singleton
 * SSLContext tls() { … }
 * }</pre>
 *
 * <p>The node gets the bean once, when it is built. The certificate of the other end must always contain the dialled
 * host, even if the context does not check that.
 */
@Qualifier
@Documented
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
public @interface MicroTls {

    /** An instance of the annotation. */
    final class Literal extends AnnotationLiteral<MicroTls> implements MicroTls {

        private static final long serialVersionUID = 1L;

        /** The only instance that is needed. */
        public static final Literal INSTANCE = new Literal();

        private Literal() {
        }
    }
}
