package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A cluster of registries in one process. Messages travel through the loop of a world; members are cut off from each other
 * and joined again by the test.
 */
final class MemoryCluster {

    private final Executor loop;
    private final List<Participant> all = new ArrayList<>();
    private int starts;

    MemoryCluster(Executor loop) {
        this.loop = loop;
    }

    /** A registry's side of the cluster. */
    final class Participant implements Replication {

        private final String name;
        private final Map<String, Entry> own = new LinkedHashMap<>();
        private String owner = "";
        private String url = "";
        private String token = "";
        private final List<String> acts = new ArrayList<>();
        private boolean gap;
        private boolean others;
        private Remote remote;
        private boolean running;
        /** Those with the same number see each other. */
        private int side;

        Participant(String name) {
            this.name = name;
        }

        @Override
        public void start(String newUrl, String newToken, Remote newRemote) {
            url = newUrl;
            token = newToken;
            remote = newRemote;
            own.clear();
            owner = name + "/" + starts++;
            running = true;
            seen().forEach(this::exchange);
        }

        private void exchange(Participant other) {
            other.tellWhole(this);
            tellWhole(other);
        }

        private void tellWhole(Participant other) {
            List<Entry> entries = List.copyOf(own.values());
            List<String> texts = remote.holds();
            loop.execute(() -> {
                texts.forEach(text -> other.remote.holds(owner, text));
                remote.orphans().stream().filter(orphans -> !orphans.owner().equals(other.owner))
                        .forEach(other.remote::orphans);
                other.remote.whole(owner, entries);
            });
        }

        private List<Participant> seen() {
            return all.stream().filter(other -> other != this && running && other.running && other.side == side)
                    .toList();
        }

        @Override
        public void put(Entry entry) {
            own.put(entry.namespace() + " " + entry.key(), entry);
            seen().forEach(other -> loop.execute(() -> other.remote.changed(owner, List.of(entry), List.of())));
        }

        @Override
        public void remove(Removal removal) {
            own.remove(removal.namespace() + " " + removal.key());
            seen().forEach(other -> loop.execute(() -> other.remote.changed(owner, List.of(), List.of(removal))));
        }

        @Override
        public void calls(String text) {
            seen().forEach(other -> loop.execute(() -> other.remote.calls(owner, text)));
        }

        @Override
        public void served(List<String> texts) {
            seen().forEach(other -> loop.execute(() -> texts.forEach(text -> other.remote.calls(owner, text))));
        }

        @Override
        public void act(String text) {
            acts.add(text);
            seen().forEach(other -> loop.execute(() -> other.remote.holds(owner, text)));
        }

        /** The operator actions that the registry sent. */
        List<String> acts() {
            return acts;
        }

        /** A change of another member is missing from now on, or is not any more. */
        void gap(boolean missing) {
            gap = missing;
        }

        /** There may be others that are not seen. */
        void others(boolean may) {
            others = may;
        }

        @Override
        public List<Member> members() {
            List<Member> members = new ArrayList<>(List.of(new Member(owner, url, token, true)));
            seen().forEach(other -> members.add(new Member(other.owner, other.url, other.token, false)));
            return members;
        }

        @Override
        public boolean isSettled() {
            return running && !gap;
        }

        @Override
        public boolean mayMissOthers() {
            return others;
        }

        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public void stop() {
            leave();
            running = false;
        }

        /** Dies, before its registry does. */
        void kill() {
            stop();
        }

        /** Where the registry learns what happens elsewhere. */
        Remote remote() {
            return remote;
        }

        /** The registrations at the registry. */
        List<Entry> entries() {
            return List.copyOf(own.values());
        }

        private void leave() {
            seen().forEach(other -> loop.execute(() -> other.remote.lost(owner)));
        }

        /** Goes to a side of a partition. */
        void side(int newSide) {
            if (newSide == side) {
                return;
            }
            leave();
            seen().forEach(other -> loop.execute(() -> remote.lost(other.owner)));
            side = newSide;
            seen().forEach(this::exchange);
        }
    }

    /** A new participant. */
    Participant join(String name) {
        Participant participant = new Participant(name);
        all.add(participant);
        return participant;
    }
}
