package io.microcdi.internal.test;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.function.Predicate;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.test.TestRegistry;
import io.microcdi.test.WithRegistry;

/** Runs a registry for the tests of a class. */
public final class RegistryExtension
        implements
            BeforeAllCallback,
            BeforeEachCallback,
            AfterAllCallback,
            ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
            .create(RegistryExtension.class);
    private static final String HOST = "127.0.0.1";
    private static final String PROPERTY = ConfigKeys.REGISTRY_URL.name();

    /** A running registry, and the class that has started it. */
    private record Running(ExtensionContext owner, MicroRegistry registry, String url, boolean hasProperty,
            String before)
            implements
                TestRegistry {

        static Running start(ExtensionContext owner, boolean property) {
            MicroRegistry registry = MicroRegistry.builder().config(MicroConfig.defaults()).listen(HOST, 0).build();
            registry.start();
            String url = "ws://" + HOST + ":" + registry.port();
            return new Running(owner, registry, url, property,
                    property ? System.setProperty(PROPERTY, url) : null);
        }

        void stop() {
            if (hasProperty && before == null) {
                System.clearProperty(PROPERTY);
            } else if (hasProperty) {
                System.setProperty(PROPERTY, before);
            }
            registry.stop();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        Running running = running(context);
        if (running == null) {
            boolean property = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), WithRegistry.class)
                    .map(WithRegistry::systemProperty).orElse(false);
            running = Running.start(context, property);
            context.getStore(NAMESPACE).put(Running.class, running);
        }
        set(running, context.getRequiredTestClass(), null, field -> Modifier.isStatic(field.getModifiers()));
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IllegalAccessException {
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            set(running(context), instance.getClass(), instance, field -> !Modifier.isStatic(field.getModifiers()));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Running running = running(context);
        if (running != null && running.owner == context) {
            context.getStore(NAMESPACE).remove(Running.class);
            running.stop();
        }
    }

    private static Running running(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(Running.class, Running.class);
    }

    private static void set(Running running, Class<?> type, Object instance, Predicate<Field> which)
            throws IllegalAccessException {
        for (Field field : ReflectionSupport.findFields(type,
                which.and(field -> field.getType() == TestRegistry.class), HierarchyTraversalMode.TOP_DOWN)) {
            field.setAccessible(true);
            field.set(instance, running);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestRegistry.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context);
    }
}
