package io.microcdi.internal.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.microcdi.internal.address.InstanceKey;

/**
 * Tells the other registries of a cluster what is registered here, and this one what is registered at them. Each
 * registration has one owner, the registry that has its link. No method blocks, and none throws. Thread-safe.
 */
public interface Replication {

    /**
     * Begins. What was registered before is not known to the others.
     *
     * @param url where other registries reach this one for calls; empty if it is not known
     * @param token by which this registry recognises the others
     * @param remote learns what is registered elsewhere
     */
    void start(String url, String token, Remote remote);

    /** An own instance came, or is told in another way. */
    void put(Entry own);

    /** An own instance left. */
    void remove(Removal own);

    /**
     * Who calls whom has changed, as the instances here report. The others learn it within seconds.
     *
     * @param text opaque, in ASCII, of at most 60,000 characters; it takes the place of the one before
     */
    void calls(String text);

    /**
     * Instances here have reported calls. The others learn it within seconds, each text once.
     *
     * @param texts opaque, in ASCII, of at most 60,000 characters each; they take the place of those that were not told yet
     */
    void served(List<String> texts);

    /**
     * A person hid an instance from callers, or showed it again. The others learn it at once; those that join later learn it by
     * {@link Remote#holds()}.
     *
     * @param text opaque, in ASCII; ends with a line feed
     */
    void act(String text);

    /** Returns the members of the cluster that this registry sees now, with itself. */
    List<Member> members();

    /** Returns whether this registry knows now what is registered at each member that it sees. */
    boolean isSettled();

    /**
     * Returns whether it sees no other registry though others are configured, and does not know that none of them runs. It has
     * discovered nobody then, which may be due to the network.
     */
    boolean mayMissOthers();

    /** Returns why it does not work; empty if it works. */
    Optional<String> problem();

    /** Returns the name of the cluster. Nodes compare it. */
    String name();

    /** Leaves the cluster. The others keep what is registered here for a while. */
    void stop();

    /**
     * Learns what is registered at other registries. An owner is one start of one registry: its name, {@code /} and an id.
     * The calls for one owner come one after the other.
     */
    interface Remote {

        /** Something changed at an owner. */
        void changed(String owner, List<Entry> put, List<Removal> removed);

        /** All that is registered at an owner now; others that it had are gone. */
        void whole(String owner, List<Entry> entries);

        /** Who calls whom, as the instances at an owner report: a text of {@link Replication#calls} or {@link Replication#served}. */
        void calls(String owner, String text);

        /** What persons did to instances, as an owner knows it. */
        void holds(String owner, String text);

        /** Returns what persons did, as this registry knows it: texts as that of {@link Replication#act}, of at most 60,000 characters. */
        List<String> holds();

        /** An owner is not a member any more. {@link #whole} takes that back. */
        void lost(String owner);

        /** Returns what is still found of the owners that were lost. */
        List<Orphans> orphans();

        /** What another registry still finds of an owner that was lost. One that is known here stays as it is. */
        void orphans(Orphans of);
    }

    /**
     * Entries of an owner that was lost.
     *
     * @param millis how long they are still found, in milliseconds; at least 1
     */
    record Orphans(String owner, long millis, List<Entry> entries) {
    }

    /**
     * A registry of the cluster.
     *
     * @param owner see {@link Remote}
     * @param url where it is reached for calls; empty if it did not say
     * @param token by which it recognises this registry
     * @param self whether it is this one
     */
    record Member(String owner, String url, String token, boolean self) {

        /** Returns its name: the address at which the others of the cluster reach it. */
        public String name() {
            return nameOf(owner);
        }

        /** Without the token, which is a secret. */
        @Override
        public String toString() {
            return owner + " " + url;
        }

        /** Returns the name of the registry that an owner is a start of. */
        public static String nameOf(String owner) {
            int slash = owner.indexOf('/');
            return slash < 0 ? owner : owner.substring(0, slash);
        }
    }

    /**
     * How a registration stands to others of the same key.
     *
     * @param lease the SHA-256 of its lease
     * @param line the lease with which the node began. A registration by whom the lease of an earlier one was proved
     *        has the line of that one
     * @param version counts the registrations of a line
     * @param rank above zero if another was registered under the key when it came
     * @param answers counts how often its node answered when another came
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
    }

    /**
     * A registered instance.
     *
     * @param sinceMillis when it registered, in milliseconds since 1970
     * @param members what is told of it beside its key, as members of a JSON object
     * @param remote the IP address from which it registered; empty if it is not known
     * @param plain whether it can be told to nodes that know neither paths nor schemes
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
     * An instance that is not registered any more.
     *
     * @param reason as in {@link io.microcdi.registry.DepartureView}
     */
    record Removal(String namespace, String key, String reason) {
    }
}
