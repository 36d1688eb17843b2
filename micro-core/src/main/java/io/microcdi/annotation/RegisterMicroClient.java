package io.microcdi.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.enterprise.inject.Stereotype;

/**
 * Makes an interface the typed client of a service. Inject the interface, or get its client from
 * {@link io.microcdi.MicroCaller#client}.
 *
 * <pre>{@code
 * @RegisterMicroClient("payments")
 * public interface Payments {
 *
 *     @Route("/charge")
 *     Receipt charge(Charge charge);
 *
 *     @Route(value = "/receipts/{id}", idempotent = true)
 *     CompletionStage<Receipt> receipt(@RouteParam("id") String id, @Metadata("tenant") String tenant);
 * }
 * }</pre>
 *
 * <p>A method with {@link Route} calls that route of the service. It may have these parameters, in any order: at most one
 * for the payload; one with {@link RouteParam} for each parameter of the path, never {@code null}; any number with
 * {@link Metadata}; and a {@link io.microcdi.CallOptions}. It returns a value, an {@code Optional}, {@code void}, a
 * {@link io.microcdi.RawJson}, a {@code CompletionStage}, a {@code CompletableFuture}, or a
 * {@link io.microcdi.PendingCall}. The method waits for the answer, unless it returns one of the last three. If its
 * {@code Route} is idempotent, its calls are. It fails as the methods of {@link io.microcdi.MicroCall} do. Default methods
 * run as they are written.
 *
 * <p>The settings {@code micro.client.<namespace>.…} apply, as to every call. A service may implement the interface:
 * {@code Route}, {@code RouteParam} and {@code Metadata} mean the same on both sides.
 *
 * <p>In CDI, the interceptors that the interface declares run around each call, for example those of MicroProfile Fault
 * Tolerance. An interface that breaks a rule fails the deployment, with a message that names the method and the remedy.
 */
@Stereotype // so that a container that looks for annotated classes finds the interface; a JVM without CDI ignores it
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RegisterMicroClient {

    /** The namespace of the service, for example {@code payments}. */
    String value();
}
