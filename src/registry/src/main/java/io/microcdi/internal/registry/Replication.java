package io.microcdi.internal.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.microcdi.internal.address.InstanceKey;

/**
 * Exchanges the registrations of the registries in a cluster. Each registration has one owner, the registry that has its
 * link. No method throws, and none blocks except {@link #stop()}. Thread-safe.
 */
public interface Replication {

    /**
     * Starts. Instances that were registered before the start are not sent to the others.
     *
     * @param url where other registries reach this one for calls; empty if it is not known
     * @param token the token by which this registry recognises the others
     * @param remote receives the registrations of the others
     */
    void start(String url, String token, Remote remote);

    /** Sends an own instance that is new, or has changed. */
    void put(Entry own);

    /** Sends the removal of an own instance. */
    void remove(Removal own);

    /**
     * Sends the calls between namespaces, as the instances here report them. The others get them within seconds.
     *
     * @param text opaque, in ASCII, of at most 60,000 characters. It replaces the text before it
     */
    void calls(String text);

    /**
     * Sends reports of calls that instances here have made. The others get them within seconds, each text once.
     *
     * @param texts opaque, in ASCII, of at most 60,000 characters each. They replace the texts that are not sent yet
     */
    void served(List<String> texts);

    /**
     * Replicates an operator action: eject, drain or restore. The others get it at once. A registry that joins later gets it by {@link Remote#holds()}.
     *
     * @param text opaque, in ASCII; ends with a line feed
     */
    void act(String text);

    /** Returns the members of the cluster that this registry sees now, with itself. */
    List<Member> members();

    /** Returns whether this registry now knows all instances of each member that it sees. */
    boolean isSettled();

    /**
     * Returns whether it sees no other registry, although others are configured and may run. The network may then be the
     * reason that it has discovered none.
     */
    boolean mayMissOthers();

    /** Returns the reason why it does not work; empty if it works. */
    Optional<String> problem();

    /** Returns the name of the cluster. Nodes compare it. */
    String name();

    /**
     * Leaves the cluster. It may wait for some seconds. The others still find the instances of this registry for the
     * time of orphans.
     */
    void stop();

    /**
     * Receives the registrations of other registries. An owner is one start of one registry: its name, {@code /} and an id.
     * The methods are called for one owner one after the other.
     */
    interface Remote {

        /** Called when instances of an owner have changed. */
        void changed(String owner, List<Entry> put, List<Removal> removed);

        /** Called with all instances of an owner. Other instances that it had are gone. */
        void whole(String owner, List<Entry> entries);

        /**
         * Called with the calls that the instances of an owner report: a text of {@link Replication#calls} or
         * {@link Replication#served}.
         */
        void calls(String owner, String text);

        /** Called with the acts of persons that an owner knows. */
        void holds(String owner, String text);

        /**
         * Returns the acts of persons that this registry knows, in texts of at most 60,000 characters. Their form is
         * that of {@link Replication#act}.
         */
        List<String> holds();

        /** Called when an owner is no longer a member. A later {@link #whole} means that it is one again. */
        void lost(String owner);

        /** Returns the instances of lost owners that callers still find. */
        List<Orphans> orphans();

        /**
         * Called with the instances of a lost owner that another registry still has. If this registry knows the owner
         * itself, its own entries stay as they are.
         */
        void orphans(Orphans of);
    }

    /**
     * The entries of a lost owner.
     *
     * @param millis the time for which callers still find them, in milliseconds; at least 1
     */
    record Orphans(String owner, long millis, List<Entry> entries) {
    }

    /**
     * A registry of the cluster.
     *
     * @param owner see {@link Remote}
     * @param url the address for calls to it; empty if it gave none
     * @param token the token by which it recognises this registry
     * @param self whether it is this one
     */
    record Member(String owner, String url, String token, boolean self) {

        /** Returns its name: the address at which the others of the cluster reach it. */
        public String name() {
            return nameOf(owner);
        }

        /** Returns a text without the token, which is a secret. */
        @Override
        public String toString() {
            return owner + " " + url;
        }

        /** Returns the name of the registry of an owner. */
        public static String nameOf(String owner) {
            int slash = owner.indexOf('/');
            return slash < 0 ? owner : owner.substring(0, slash);
        }
    }

    /**
     * The rank of a registration among those of the same key.
     *
     * @param lease the SHA-256 of its lease
     * @param line the first lease of a series of registrations. A registration whose node has proved the lease of an
     *        earlier one has the line of that one
     * @param version counts the registrations of a line
     * @param rank more than zero if another one was registered under the key when this one came
     * @param answers how often its node has answered when another one came
     */
    record Standing(String lease, String line, int version, int rank, int answers) {

        /** Checks that no text is missing. */
        public Standing {
            Objects.requireNonNull(lease, "the lease is null");
            Objects.requireNonNull(line, "the line is null");
        }

        boolean isOfLine(Standing other) {
            return line.equals(other.line);
        }

        /** Returns a text without the leases. */
        @Override
        public String toString() {
            return "Standing[version=" + version + ", rank=" + rank + ", answers=" + answers + "]";
        }
    }

    /**
     * A registered instance.
     *
     * @param sinceMillis when it registered, in milliseconds since 1970
     * @param members the members of its JSON object beside the key
     * @param remote the place from which it registered, as {@code PeerIdentity.place}; empty if it is not known
     * @param plain whether nodes that know neither paths nor schemes can dial it
     * @param versioned whether it speaks this project's additions
     * @param secondDialect whether it is a node of {@code @iocore/micro-ws}
     * @param features the additions that it announced
     * @param version the version of its application; empty if it announced none
     * @param zone the zone in which it runs; empty if it announced none
     */
    record Entry(String namespace, InstanceKey key, Standing standing, long sinceMillis, String members, String remote,
            boolean plain, boolean versioned, boolean secondDialect, Set<String> features, String version,
            String zone) {
    }

    /**
     * The removal of an instance.
     *
     * @param reason as in {@link io.microcdi.registry.DepartureView}
     */
    record Removal(String namespace, String key, String reason) {
    }
}
