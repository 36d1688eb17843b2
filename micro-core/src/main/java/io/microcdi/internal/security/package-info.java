/**
 * Who may connect, and who may be whom: the facts about a handshake, the identity that follows from them, and the
 * policy that decides.
 */
package io.microcdi.internal.security;
