/**
 * The registry that an application runs itself. The classes of {@code micro-registry} may be missing: only
 * {@link io.microcdi.cdi.registry.RegistryBeans} names them.
 */
package io.microcdi.cdi.registry;
