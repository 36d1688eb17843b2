package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLog.LOG;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;

import io.microcdi.internal.cdi.route.BeanValidation;
import io.microcdi.internal.cdi.route.RouteMethod;

/**
 * Finds Jakarta Validation: the factory of the server or of the application, or one that the provider in the
 * application makes. Only validators of the former have injected beans.
 */
final class ValidationFinder {

    private static final String API = "jakarta.validation.Validation";

    private ValidationFinder() {
    }

    /**
     * Returns the check of arguments; {@code null} if there is no Jakarta Validation. Routes with constraints that nothing
     * checks are named in the log. Called with the class loader of the application.
     */
    static BeanValidation find(BeanManager beans, List<BeanRoute> routes, HeldBeans held) {
        try {
            Class.forName(API, false, ValidationFinder.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError absent) {
            // the annotations are not visible either, so that no route has constraints
            return null;
        }
        String constrained = routes.stream().map(BeanRoute::method)
                .filter(RouteMethod::constrained)
                .map(RouteMethod::description).collect(Collectors.joining(", "));
        try {
            return Api.find(beans, held, !constrained.isEmpty());
        } catch (RuntimeException | LinkageError e) {
            if (!constrained.isEmpty()) {
                LOG.noValidation(constrained, e);
            }
            return null;
        }
    }

    /** Uses the API, which an application need not have. */
    private static final class Api {

        private Api() {
        }

        /** Makes no factory if no route needs it, because that takes time. */
        static BeanValidation find(BeanManager beans, HeldBeans held, boolean needed) {
            Set<Bean<?>> candidates = beans.getBeans(ValidatorFactory.class);
            if (!candidates.isEmpty()) {
                Bean<?> bean = beans.resolve(candidates);
                return new BeanValidation(held.get(beans, bean, ValidatorFactory.class));
            }
            return needed ? new BeanValidation(held.hold(Validation.buildDefaultValidatorFactory())) : null;
        }
    }
}
