/**
 * The registry that an application runs itself. The classes of {@code micro-registry} may be missing: only
 * {@link io.microcdi.internal.cdi.registry.RegistryBeans} names them.
 */
package io.microcdi.internal.cdi.registry;
