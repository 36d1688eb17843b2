/**
 * Decides which peers may connect, and under which names: the facts of a handshake, the identity that they prove, and the
 * policy ({@link io.microcdi.internal.security.TokenPolicy}). It also verifies the tokens of users, which are something
 * else than the tokens of nodes, and decides which users may use a route
 * ({@link io.microcdi.internal.security.UserPolicy}).
 */
package io.microcdi.internal.security;
