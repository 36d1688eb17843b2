package io.microcdi.internal.registry;

import java.util.ServiceLoader;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.MicroConfig;
import io.microcdi.registry.RegistryKeys;

/** Makes what replicates a registry; the artifact {@code micro-registry-cluster} has one, found by {@link ServiceLoader}. */
public interface ReplicationProvider {

    /**
     * Makes a replication that does not run yet.
     *
     * @throws io.microcdi.config.ConfigException if a key {@code micro.registry-server.cluster.*} has an invalid value
     */
    Replication create(MicroConfig config);

    /**
     * Makes the replication of a registry whose configuration names a cluster.
     *
     * @param loader looks for the artifact
     * @return {@code null} without a cluster
     * @throws IllegalStateException if the artifact is missing
     */
    static @Nullable Replication find(MicroConfig config, ClassLoader loader) {
        if (config.find(RegistryKeys.CLUSTER_MEMBERS).isEmpty()) {
            return null;
        }
        return ServiceLoader.load(ReplicationProvider.class, loader).findFirst()
                .orElseThrow(() -> new IllegalStateException(RegistryKeys.CLUSTER_MEMBERS.name()
                        + " is set, but nothing on the class path can make a cluster: add the artifact"
                        + " io.microcdi:micro-registry-cluster"))
                .create(config);
    }
}
