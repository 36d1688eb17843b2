package io.microcdi.health;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

import io.microcdi.MicroNode;

/** Adds the node's check to the application's beans; only ever touched where MicroProfile Health is there. */
public final class HealthBeans {

    private HealthBeans() {
    }

    /** Whether the application sees MicroProfile Health. */
    public static boolean isPossible(ClassLoader loader) {
        try {
            Class.forName("org.eclipse.microprofile.health.HealthCheck", false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Adds the check. */
    public static void add(AfterBeanDiscovery event, Supplier<MicroNode> node) {
        event.<HealthCheck>addBean().beanClass(HealthBeans.class).types(HealthCheck.class, Object.class)
                .qualifiers(Readiness.Literal.INSTANCE).scope(ApplicationScoped.class).id(NodeReadiness.class.getName())
                .produceWith(instance -> new NodeReadiness(node));
    }
}
