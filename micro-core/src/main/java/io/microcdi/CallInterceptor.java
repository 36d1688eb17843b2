package io.microcdi;

import io.microcdi.annotation.Experimental;

/**
 * Sees each outgoing call of a node before its first attempt. It can add metadata, answer the call by itself, fail it, and
 * observe its retries and its end. A call includes all its attempts. Requests and pushes by a {@link MicroPeer} are calls
 * too.
 *
 * <pre>{@code
 * @ApplicationScoped
 * @Priority(100)
 * public class TenantOfCalls implements CallInterceptor {
 *     public void intercept(OutgoingCall call) {
 *         call.with("tenant", tenant.id());
 *     }
 * }
 * }</pre>
 *
 * <p>In an application, each bean of this type is an interceptor, in the order of {@code @Priority} on its class, the lowest
 * first; a bean without one has 2000. In Java SE, {@link MicroNodeBuilder#interceptor} adds one. The interceptors of a call
 * run one after the other on the thread that calls. All threads of a node use the same interceptor, so that it must be
 * thread-safe.
 */
@FunctionalInterface
@Experimental
public interface CallInterceptor {

    /**
     * Called on the thread that calls, with the context of its request, before anything is sent. In a route that is marked
     * inline this is a reading thread, which must not block. If the method throws a
     * {@link io.microcdi.error.MicroException}, the call fails with that exception. If it throws any other exception, the call
     * fails with a {@code MicroException} that names the interceptor. Nothing is sent in either case, and the interceptors that
     * have run see the end of the call.
     *
     * @param call the call. It may be changed until this method returns
     */
    void intercept(OutgoingCall call);
}
