package io.microcdi.internal.test;

import java.util.List;
import java.util.function.UnaryOperator;

import io.microcdi.MicroNode;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.route.ExceptionMappers;
import io.microcdi.internal.standalone.EngineNode;
import io.microcdi.test.TestClock;

/** One test that runs: its world, its clock, and its node and beans if it has them. For the thread of the test. */
final class RunningTest implements AutoCloseable {

    private static final String NAMESPACE = "test";

    private final TestWorld world;
    private final TestClock clock;
    private final UnaryOperator<MicroConfig> settings;
    private EngineNode node;
    private ExceptionMappers mappers = new ExceptionMappers();
    private AutoCloseable container;

    RunningTest(UnaryOperator<MicroConfig> settings) {
        this.world = new TestWorld(settings);
        this.clock = new DefaultTestClock(world);
        this.settings = settings;
    }

    TestWorld world() {
        return world;
    }

    TestClock clock() {
        return clock;
    }

    /** Returns the node of the test itself, with the exception mappers of the beans. The first call makes it. */
    MicroNode node() {
        if (node == null) {
            node = world.start(NAMESPACE, settings);
            node.exceptionMappers().addAll(mappers);
        }
        return node;
    }

    /** Starts the beans of the application, and injects the test. */
    void begin(Class<?>[] beans, String namespace, List<Object> instances) {
        CdiContainer started = new CdiContainer(beans, namespace, instances);
        container = started;
        mappers = started.mappers();
        started.inject(instances);
    }

    @Override
    public void close() {
        try {
            if (container != null) {
                container.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the container of the test could not be closed", e);
        } finally {
            world.close();
        }
    }
}
