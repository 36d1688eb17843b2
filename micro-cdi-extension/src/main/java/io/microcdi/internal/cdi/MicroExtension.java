package io.microcdi.internal.cdi;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.WithAnnotations;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.RouteContext;
import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.UserMode;
import io.microcdi.internal.cdi.config.ConfigReader;
import io.microcdi.internal.cdi.config.TextSources;
import io.microcdi.internal.cdi.registry.EmbeddedRegistry;
import io.microcdi.internal.cdi.registry.EmbeddedRegistryKeys;
import io.microcdi.internal.cdi.registry.RegistryBeans;
import io.microcdi.internal.cdi.registry.RegistryPresence;
import io.microcdi.internal.health.CheckedNode;
import io.microcdi.internal.health.HealthBeans;
import io.microcdi.internal.security.UserPolicy;

/**
 * The portable extension, which the container calls while it deploys an application. It collects the routes of all
 * beans. Every error in the routes or in the configuration fails the deployment.
 */
public class MicroExtension implements Extension {

    private final RouteBeans routes = new RouteBeans();
    private final MapperBeans mappers = new MapperBeans();
    private final Set<Class<?>> seen = new LinkedHashSet<>();
    private final ClientBeans clients = new ClientBeans();
    private final RegistryPresence registry = new RegistryPresence(MicroExtension.class.getClassLoader());
    private volatile NodeLifecycle lifecycle;

    void begin(@Observes BeforeBeanDiscovery event) {
        if (HealthBeans.arePossible(MicroExtension.class.getClassLoader())) {
            HealthBeans.add(event);
        }
    }

    void see(@Observes @WithAnnotations({ Route.class,
            RegisterMicroClient.class }) ProcessAnnotatedType<?> event) {
        Class<?> type = event.getAnnotatedType().getJavaClass();
        seen.add(type);
        clients.see(type);
    }

    void collect(@Observes ProcessBean<?> event) {
        if (event instanceof ProcessManagedBean<?> managed) {
            routes.add(managed);
        }
        mappers.add(event.getBean());
    }

    void find(@Observes ProcessInjectionPoint<?, ?> event) {
        registry.see(event.getInjectionPoint());
        clients.see(event.getInjectionPoint().getType());
    }

    void addBeans(@Observes AfterBeanDiscovery event, BeanManager beans) {
        event.<MicroNode>addBean().beanClass(MicroExtension.class).types(MicroNode.class, Object.class)
                .qualifiers(Default.Literal.INSTANCE).scope(ApplicationScoped.class).id(id(MicroNode.class))
                .produceWith(instance -> lifecycle().node());
        event.<MicroCaller>addBean().beanClass(MicroExtension.class).types(MicroCaller.class, Object.class)
                .qualifiers(Default.Literal.INSTANCE).scope(ApplicationScoped.class).id(id(MicroCaller.class))
                .produceWith(instance -> lifecycle().node().caller());
        event.<RouteContext>addBean().beanClass(MicroExtension.class).types(RouteContext.class, Object.class)
                .qualifiers(Default.Literal.INSTANCE).scope(Dependent.class).id(id(RouteContext.class))
                .produceWith(instance -> CurrentContext.make());
        event.<CheckedNode>addBean().beanClass(MicroExtension.class).types(CheckedNode.class, Object.class)
                .qualifiers(Default.Literal.INSTANCE).scope(Dependent.class).id(id(CheckedNode.class))
                .produceWith(instance -> lifecycle());
        clients.add(event, beans, MicroExtension::id, () -> lifecycle().node().caller());
        if (registry.isPresent()) {
            RegistryBeans.add(event, MicroExtension.class, id(EmbeddedRegistry.class), () -> lifecycle().registry());
        }
        // no method with @Observes: if an extension observes Object, Weld sends it every event of every bean
        event.addObserverMethod().beanClass(MicroExtension.class).observedType(Object.class)
                .addQualifier(BeforeDestroyed.Literal.APPLICATION).notifyWith(context -> stop());
    }

    /**
     * Returns the id of a bean. It contains the location of this jar. The applications of one EAR share their scopes,
     * and each application with the jar in its own libraries has beans of its own classes. The id is the same after a
     * restart, because stored sessions need it.
     */
    private static String id(Class<?> type) {
        CodeSource source = MicroExtension.class.getProtectionDomain().getCodeSource();
        return type.getName() + "@" + (source == null ? "" : source.getLocation());
    }

    void validate(@Observes AfterDeploymentValidation event, BeanManager beans) {
        ClassLoader loader = loader(MicroExtension.class.getClassLoader());
        routes.warnOfNonBeans(seen);
        List<BeanRoute> served = routes.resolve(beans, event::addDeploymentProblem);
        mappers.resolve(beans, routes::isSpecialized, event::addDeploymentProblem);
        clients.check(mappers::unmaps, event::addDeploymentProblem);
        ConfigReader reader = new ConfigReader(TextSources.find(loader), registryKeys());
        Optional<MicroConfig> config = reader.read();
        reader.problems().forEach(event::addDeploymentProblem);
        reader.warnOfUnknownRoutes(
                served.stream().map(route -> route.method().path().text()).collect(Collectors.toSet()));
        config.ifPresent(values -> checkUsers(served, values, event));
        config.ifPresent(values -> registry.check(values, event::addDeploymentProblem));
        config.ifPresent(values -> lifecycle = new NodeLifecycle(beans, served, mappers, values, loader));
    }

    /**
     * Returns the context class loader if it is that of the application. WildFly deploys the applications of an EAR with the
     * class loader of the EAR. That one has neither the classes nor the configuration of a WAR which has this jar in its own
     * libraries.
     *
     * @param otherwise the result for a thread with another context class loader
     */
    static ClassLoader loader(ClassLoader otherwise) {
        ClassLoader current = Thread.currentThread().getContextClassLoader();
        try {
            if (current != null && current.loadClass(MicroExtension.class.getName()) == MicroExtension.class) {
                return current;
            }
        } catch (ClassNotFoundException | LinkageError notThere) {
            // this loader does not see the extension, so that it is not the one of the application
        }
        return otherwise;
    }

    /** Adds a problem for each route with roles that the node cannot check, because roles must never be ignored silently. */
    private static void checkUsers(List<BeanRoute> served, MicroConfig config, AfterDeploymentValidation event) {
        UserMode mode = config.get(ConfigKeys.SECURITY_USER);
        served.stream().map(BeanRoute::method).filter(route -> route.access().needsUser()).forEach(route -> {
            if (mode == UserMode.NONE) {
                event.addDeploymentProblem(CdiLog.LOG.rolesWithoutIdentity(route.description()));
            } else if (!UserPolicy.verifies(config)) {
                event.addDeploymentProblem(CdiLog.LOG.rolesWithoutKey(route.description()));
            }
        });
    }

    private List<ConfigKey<?>> registryKeys() {
        List<ConfigKey<?>> keys = new ArrayList<>(EmbeddedRegistryKeys.ALL);
        if (registry.isPresent()) {
            keys.addAll(RegistryBeans.keys());
        }
        return keys;
    }

    void stop(@Observes BeforeShutdown event) {
        stop();
    }

    private void stop() {
        NodeLifecycle deployed = lifecycle;
        if (deployed != null) {
            deployed.stop();
        }
    }

    /**
     * Returns the lifecycle of this application's node.
     *
     * @throws IllegalStateException if the deployment is not validated yet
     */
    public NodeLifecycle lifecycle() {
        NodeLifecycle deployed = lifecycle;
        if (deployed == null) {
            throw CdiLog.LOG.notDeployed();
        }
        return deployed;
    }

    /** Warns once of each class with routes that is not a bean of this application. */
    public void warnOfNonBeans(Collection<Class<?>> withRoutes) {
        routes.warnOfNonBeans(withRoutes);
    }
}
