package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLog.LOG;

import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLContext;

import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;

import io.microcdi.cdi.MicroTls;

/** Finds the application's own {@code SSLContext}. */
final class TlsFinder {

    private TlsFinder() {
    }

    /**
     * Returns the bean with {@link MicroTls}, if there is one.
     *
     * @throws jakarta.enterprise.inject.spi.DeploymentException if several beans match and the rules of injection
     *        choose none
     */
    static Optional<SSLContext> find(BeanManager beans, HeldBeans held) {
        Set<Bean<?>> candidates = beans.getBeans(SSLContext.class, MicroTls.Literal.INSTANCE);
        try {
            Bean<?> bean = beans.resolve(candidates);
            return bean == null ? Optional.empty() : Optional.of(held.get(beans, bean, SSLContext.class));
        } catch (AmbiguousResolutionException ambiguous) {
            throw LOG.severalTls(candidates.size(), ambiguous);
        }
    }
}
