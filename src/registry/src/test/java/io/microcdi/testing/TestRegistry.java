package io.microcdi.testing;

import java.util.List;
import java.util.random.RandomGenerator;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.registry.Registry;
import io.microcdi.internal.registry.Replication;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.RegistryKeys;

/** A registry in a {@link World}. */
public final class TestRegistry {

    private final World world;
    private final String address;
    private final Registry registry;

    private TestRegistry(World world, String address, Registry registry) {
        this.world = world;
        this.address = address;
        this.registry = registry;
    }

    /** Starts a registry at {@link World#REGISTRY}. */
    public static TestRegistry in(World world) {
        return in(world, World.REGISTRY);
    }

    /** Starts a registry. */
    public static TestRegistry in(World world, String address) {
        return in(world, address, world.random());
    }

    /** Starts a registry with chance of its own. */
    public static TestRegistry in(World world, String address, RandomGenerator chance) {
        return in(world, address, chance, null, "", ConnectPolicy.OFF);
    }

    /** Starts a registry at {@link World#REGISTRY} that admits peers by a policy. */
    public static TestRegistry in(World world, ConnectPolicy policy) {
        return in(world, World.REGISTRY, world.random(), null, "", policy);
    }

    /** Starts a registry of a cluster. */
    public static TestRegistry in(World world, String address, Replication cluster) {
        return in(world, address, world.random(), cluster, "ws://" + address, ConnectPolicy.OFF);
    }

    /** Starts a registry of a cluster that does not know where the others reach it. */
    public static TestRegistry withoutUrl(World world, String address, Replication cluster) {
        return in(world, address, world.random(), cluster, "", ConnectPolicy.OFF);
    }

    private static TestRegistry in(World world, String address, RandomGenerator chance, Replication cluster,
            String url, ConnectPolicy policy) {
        NodeEnvironment environment = new NodeEnvironment(world.timer(), world.timer(), chance, world.loop(),
                world.loop(), IoExecutors.all(world.loop()), PayloadCodec.withoutBinding(), link -> null);
        TestRegistry registry = new TestRegistry(world, address,
                new Registry(config(world), environment, world.network(), policy));
        if (cluster != null) {
            registry.get().join(cluster, url);
        }
        registry.start();
        return registry;
    }

    /** The settings of a world, and the defaults of a registry's own: a world knows those of nodes only. */
    public static MicroConfig config(World world) {
        MicroConfig config = world.config();
        for (ConfigKey<?> key : RegistryKeys.ALL) {
            config = complete(config, key);
        }
        return config;
    }

    private static <T> MicroConfig complete(MicroConfig config, ConfigKey<T> key) {
        return config.find(key).isPresent() || key.defaultText() == null ? config
                : config.with(key, key.parse(key.defaultText()));
    }

    /** Begins to listen. */
    public void start() {
        registry.start();
        world.network().listen(address, registry::accept);
    }

    /** Leaves in good order. */
    public void stop() {
        world.network().unlisten(address);
        registry.stop();
    }

    /** Dies: its sockets break, and nobody listens at its address. */
    public void kill() {
        world.network().unlisten(address);
        world.network().dials(address).forEach(dial -> dial.pipe().cut());
        registry.stop();
    }

    /** The registry itself. */
    public Registry get() {
        return registry;
    }

    /** The keys of the instances of a namespace, ordered. */
    public List<String> keys(String namespace) {
        return registry.namespaces().stream().filter(n -> n.name().equals(namespace))
                .map(NamespaceView::instances).flatMap(List::stream).map(InstanceView::key).toList();
    }
}
