/**
 * Decides which peers may connect, and under which names: the facts of a handshake, the identity that they prove, and the
 * policy.
 */
package io.microcdi.internal.security;
