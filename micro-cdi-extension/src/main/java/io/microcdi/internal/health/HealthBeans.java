package io.microcdi.internal.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;

/** Adds the node's checks to the application's beans if MicroProfile Health is present. */
public final class HealthBeans {

    private HealthBeans() {
    }

    /**
     * Returns whether the application sees MicroProfile Health. If it does not, no other method of this class may be
     * called.
     */
    public static boolean arePossible(ClassLoader loader) {
        try {
            Class.forName("org.eclipse.microprofile.health.HealthCheck", false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /**
     * Adds the checks as classes, because Payara ignores checks that are added in another way. Their scope is set here,
     * not by an annotation: TomEE loads each class with a scope annotation, and an application without MicroProfile
     * Health could then not be deployed.
     */
    public static void add(BeforeBeanDiscovery event) {
        for (Class<?> check : new Class<?>[] { NodeReadiness.class, NodeLiveness.class, NodeStartup.class }) {
            event.addAnnotatedType(check, check.getName()).add(ApplicationScoped.Literal.INSTANCE);
        }
    }
}
