package io.microcdi.internal.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;

/** Adds the node's check to the application's beans, where MicroProfile Health is there. */
public final class HealthBeans {

    private HealthBeans() {
    }

    /** Whether the application sees MicroProfile Health; nothing else here may be touched otherwise. */
    public static boolean arePossible(ClassLoader loader) {
        try {
            Class.forName("org.eclipse.microprofile.health.HealthCheck", false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /**
     * Adds the check as a class: Payara does not look at beans that are made otherwise. Its scope is said here: TomEE loads
     * each class on which it finds one, and an application without MicroProfile Health would not be deployed.
     */
    public static void add(BeforeBeanDiscovery event) {
        event.addAnnotatedType(NodeReadiness.class, NodeReadiness.class.getName())
                .add(ApplicationScoped.Literal.INSTANCE);
    }
}
