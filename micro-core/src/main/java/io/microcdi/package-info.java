/**
 * What an application sees: call other services, serve routes, and learn what happened.
 *
 * <p>Everything here is an interface or a value; the engine behind it lives in the packages below and is built by
 * {@code io.microcdi.standalone} in plain Java SE or by the CDI extension in a server. All types are safe for use by
 * several threads unless they say otherwise.
 */
package io.microcdi;
