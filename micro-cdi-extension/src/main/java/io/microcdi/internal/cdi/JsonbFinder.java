package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLog.LOG;

import java.util.Set;

import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbException;

import io.microcdi.internal.json.ExactNumbers;

/** Finds the application's own {@code Jsonb}, or makes one. */
final class JsonbFinder {

    private JsonbFinder() {
    }

    /**
     * Returns the bean that injection would choose, or else a new {@code Jsonb}.
     *
     * @throws jakarta.enterprise.inject.spi.DeploymentException if no implementation of JSON-B is present
     */
    static Jsonb find(BeanManager beans, HeldBeans held) {
        Set<Bean<?>> candidates = beans.getBeans(Jsonb.class);
        try {
            Bean<?> bean = beans.resolve(candidates);
            if (bean != null) {
                return held.get(beans, bean, Jsonb.class);
            }
        } catch (AmbiguousResolutionException ambiguous) {
            LOG.severalJsonb(candidates.size());
        }
        try {
            return held.hold(ExactNumbers.jsonb());
        } catch (JsonbException | LinkageError absent) {
            throw LOG.noJsonb(String.valueOf(absent.getMessage()), absent);
        }
    }
}
