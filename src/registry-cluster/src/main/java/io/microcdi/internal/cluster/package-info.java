/** Replicates the registrations of registries among each other, by JGroups. No other package knows JGroups. */
package io.microcdi.internal.cluster;
