package io.microcdi.internal.cluster;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.Replication;
import io.microcdi.internal.registry.ReplicationProvider;

/** Found by {@link java.util.ServiceLoader}, if the configuration of a registry names a cluster. */
public final class JGroupsProvider implements ReplicationProvider {

    /** Called by {@link java.util.ServiceLoader}. */
    public JGroupsProvider() {
    }

    @Override
    public Replication create(MicroConfig config) {
        return new JGroupsReplication(ClusterSettings.of(config));
    }
}
