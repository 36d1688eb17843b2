package io.microcdi.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.internal.test.MicroTestExtension;

/**
 * Runs each test with nodes in memory, by the test's own {@link TestClock}. No socket is opened, and no test sleeps.
 *
 * <p>Nodes that the program builds by {@code MicroNode.builder} are in memory, too, if they are built on the thread of
 * the test, in a handler or a callback, or in a task of {@link TestClock#executor()}. Threads of the program's own
 * build real nodes.
 *
 * <p>Fields and parameters with {@link FakeService} are fakes of services. A field or parameter of type
 * {@link TestClock} is the clock. Parameters of type {@code MicroNode} and {@code MicroCaller} are a node of the test's
 * own, with the namespace {@code test}, and its caller. Their typed clients know the {@code RouteExceptionMapper} beans
 * of the test. Each test has its own registry, fakes, clock and beans, so that tests may run in parallel.
 *
 * <pre>{@code
 * @MicroTest(Checkout.class)
 * class CheckoutTest {
 *
 *     @FakeService("payments")
 *     Fake payments;
 *
 *     @Inject
 *     Checkout checkout;
 *
 *     @Test
 *     void buys() {
 *         payments.when("/charge").answer(new Receipt("r-1"));
 *         assertThat(checkout.buy(order).id()).isEqualTo("r-1");
 *         payments.verify("/charge").once();
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MicroTestExtension.class)
public @interface MicroTest {

    /**
     * The beans of the application. If there are any, they run in a CDI container for Java SE, as Weld SE, with the
     * extension of MicroCDI, and {@code @Inject} works in the test class. The request scope is active during a test.
     */
    Class<?>[] value() default {};

    /** The namespace of the application's node; by default {@code micro.namespace}, else {@code client}. */
    String namespace() default "";

    /**
     * Settings of all nodes except those of fakes, for example {@code "micro.retries=0"}. They replace configured ones.
     * Keys of one callee or route, for example {@code micro.client.payments.retries}, cannot be set here. The node of
     * the beans reads them from system properties and environment variables.
     */
    String[] config() default {};
}
