package io.microcdi.internal.test;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.standalone.NodeRuntime;
import io.microcdi.test.Fake;
import io.microcdi.test.FakeService;
import io.microcdi.test.MicroTest;
import io.microcdi.test.TestClock;

/** Gives each test a world of its own, and the fakes, the clock and the beans in it. */
public final class MicroTestExtension
        implements
            BeforeEachCallback,
            BeforeTestExecutionCallback,
            AfterEachCallback,
            ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
            .create(MicroTestExtension.class);
    private static final int MAX_INSTANCES = 100;
    private static final boolean HAS_CDI = isPresent("jakarta.enterprise.inject.spi.CDI");

    static {
        Preload.start();
    }

    private static boolean isPresent(String type) {
        try {
            Class.forName(type, false, MicroTestExtension.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        MicroTest test = annotation(context);
        // a wrong setting fails each test, also one without nodes
        Settings.with(MicroConfig.defaults(), test.config());
        UnaryOperator<MicroConfig> settings = config -> Settings.with(config, test.config());
        RunningTest running = new RunningTest(settings);
        context.getStore(NAMESPACE).put(RunningTest.class, running);
        NodeRuntime.World.CURRENT.set(running.world().own());
        List<Object> instances = context.getRequiredTestInstances().getAllInstances();
        for (Object instance : instances) {
            for (Field field : AnnotationSupport.findAnnotatedFields(instance.getClass(), FakeService.class)) {
                field.setAccessible(true);
                field.set(instance, fake(running, field, field.getType(), "field " + field.getName()));
            }
            for (Field field : ReflectionSupport.findFields(instance.getClass(), MicroTestExtension::isClock,
                    HierarchyTraversalMode.TOP_DOWN)) {
                field.setAccessible(true);
                field.set(instance, running.clock());
            }
        }
        if (test.value().length > 0) {
            running.begin(test.value(), test.namespace(), instances);
        }
    }

    private static boolean isClock(Field field) {
        return field.getType() == TestClock.class && !Modifier.isStatic(field.getModifiers());
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        if (HAS_CDI && annotation(context).value().length == 0) {
            CdiContainer.startOthers();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            RunningTest running = context.getStore(NAMESPACE).remove(RunningTest.class, RunningTest.class);
            if (running != null) {
                running.close();
            }
        } finally {
            NodeRuntime.World.CURRENT.remove();
        }
    }

    /** Returns the annotation of the innermost class that has one. */
    private static MicroTest annotation(ExtensionContext context) {
        return context.getRequiredTestInstances().getAllInstances().stream().map(Object::getClass)
                .map(type -> AnnotationSupport.findAnnotation(type, MicroTest.class)).flatMap(Optional::stream)
                .reduce((outer, inner) -> inner).orElseThrow();
    }

    private static Fake fake(RunningTest running, AnnotatedElement element, Class<?> type, String name) {
        FakeService service = AnnotationSupport.findAnnotation(element, FakeService.class).orElseThrow();
        if (type != Fake.class) {
            throw new ExtensionConfigurationException("@FakeService is at the " + name + " of type " + type.getName()
                    + ": expected " + Fake.class.getName());
        }
        if (service.instances() < 1 || service.instances() > MAX_INSTANCES) {
            throw new ExtensionConfigurationException("@FakeService at the " + name + " has " + service.instances()
                    + " instances: expected 1 to " + MAX_INSTANCES);
        }
        return new FakeNode(running.world(), service.value(), service.instances());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return parameter.isAnnotated(FakeService.class) || type == TestClock.class || type == MicroCaller.class
                || type == MicroNode.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RunningTest running = context.getStore(NAMESPACE).get(RunningTest.class, RunningTest.class);
        if (running == null) {
            throw new ExtensionConfigurationException("the " + parameter.getParameter() + " is at "
                    + parameter.getDeclaringExecutable() + ", before the world of a test is made: use parameters of"
                    + " test methods and of methods with @BeforeEach or @AfterEach");
        }
        Class<?> type = parameter.getParameter().getType();
        if (parameter.isAnnotated(FakeService.class)) {
            return fake(running, parameter.getParameter(), type, "parameter " + parameter.getParameter().getName());
        }
        return type == TestClock.class ? running.clock() : type == MicroNode.class ? running.node()
                : running.node().caller();
    }
}
