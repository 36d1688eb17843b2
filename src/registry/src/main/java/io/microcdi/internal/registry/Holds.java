package io.microcdi.internal.registry;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The instances that persons hide from callers, by their ids. An instance that comes back within an hour is still hidden: a
 * broken connection must not undo what a person did. The registries of a cluster tell each other what persons did. Of two
 * acts for one instance the later one counts, by the clocks of the registries. Guarded by the lock of
 * {@link Registrations}.
 */
final class Holds {

    /** The most instances that are hidden at once. */
    static final int MAX = 1_000;

    /** Of those that other registries tell as well, and that have ended. Past it the oldest that has ended is forgotten. */
    static final int MAX_ACTS = 10 * MAX;
    private static final Duration RETENTION = Duration.ofHours(1);
    /** How long a hold that was forgotten and is told again waits for its instance to be told, too. */
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final String NONE = "-";
    private static final int FIELDS = 6;

    private final Map<String, Act> held = new LinkedHashMap<>();
    /** The acts that ended a hold, the oldest first. */
    private final Map<String, Act> ended = new LinkedHashMap<>();
    /** Since when an instance has not been registered. */
    private final Map<String, Instant> missing = new HashMap<>();

    /**
     * What was done last to an instance.
     *
     * @param hold {@code null} means that callers find it again
     * @param forgotten when its instance had been gone for an hour; {@code null} if it was not, or has been seen since
     */
    private record Act(@Nullable Hold hold, Instant at, @Nullable Instant forgotten) {

        /** Whether its time is over, if it hides nothing. */
        boolean isOld(Instant now) {
            return (forgotten == null ? at : forgotten).plus(RETENTION).plus(RETENTION).isBefore(now);
        }

        /** Since when its instance is gone, if it is seen to be gone now. */
        Instant missingSince(Instant now) {
            return forgotten == null ? now : now.minus(RETENTION).plus(GRACE);
        }
    }

    /** What another registry has told, and what was there before. */
    record Change(String namespace, String key, @Nullable Hold before, @Nullable Hold now) {
    }

    @Nullable
    Hold get(String namespace, String key) {
        return held.isEmpty() ? null : of(held.get(RegistryEvent.id(namespace, key)));
    }

    private static @Nullable Hold of(@Nullable Act act) {
        return act == null ? null : act.hold();
    }

    boolean hasPlace(String namespace, String key) {
        return held.size() < MAX || get(namespace, key) != null;
    }

    /**
     * Records an act. Returns the hold that was there before. The act is newer than the one before it, even if the clock of
     * another registry, at which that was done, is ahead: otherwise the others would keep to that one.
     */
    @Nullable
    Hold set(String namespace, String key, @Nullable Hold hold, Instant at) {
        String id = RegistryEvent.id(namespace, key);
        Act known = act(id);
        Instant next = known == null ? at : known.at().plusMillis(1);
        return set(id, new Act(hold, next.isAfter(at) ? next : at, null));
    }

    private @Nullable Hold set(String id, Act act) {
        Hold before = of(held.remove(id));
        ended.remove(id);
        (act.hold() == null ? ended : held).put(id, act);
        if (size() > MAX_ACTS && !ended.isEmpty()) {
            ended.remove(ended.keySet().iterator().next());
        }
        missing.remove(id);
        return before;
    }

    /** How many acts it remembers. */
    int size() {
        return held.size() + ended.size();
    }

    private @Nullable Act act(String id) {
        Act act = held.get(id);
        return act == null ? ended.get(id) : act;
    }

    /**
     * Forgets the holds of instances that left long ago.
     *
     * @param present whether the instance of an id is registered
     * @return the ids of those whose time is over
     */
    List<String> sweep(Instant now, Predicate<String> present) {
        List<String> over = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        ended.values().removeIf(act -> act.isOld(now));
        held.entrySet().forEach(entry -> {
            String id = entry.getKey();
            Act act = entry.getValue();
            Hold hold = act.hold();
            if (hold != null && hold.until() != null && !hold.until().isAfter(now)) {
                over.add(id);
            } else if (present.test(id)) {
                missing.remove(id);
                if (act.forgotten() != null) {
                    entry.setValue(new Act(hold, act.at(), null));
                }
            } else if (missing.computeIfAbsent(id, each -> act.missingSince(now)).plus(RETENTION).isBefore(now)) {
                gone.add(id);
            }
        });
        // at the time of the act itself: where its instance is, the hold counts
        gone.forEach(id -> set(id, new Act(null, held.get(id).at(), now)));
        return over;
    }

    /** What persons did, for other registries: texts in ASCII of at most 60,000 characters. */
    List<String> texts() {
        MessageTexts texts = new MessageTexts();
        held.forEach((id, act) -> texts.add(line(id, act)));
        ended.forEach((id, act) -> texts.add(line(id, act)));
        return texts.all();
    }

    /** What was done last to an instance, as {@link #texts()} tell it; empty if nothing was. */
    String text(String namespace, String key) {
        String id = RegistryEvent.id(namespace, key);
        Act act = act(id);
        return act == null ? "" : line(id, act);
    }

    private static String line(String id, Act act) {
        Hold hold = act.hold();
        String rest = hold == null ? NONE + " 0 0 " + NONE
                : hold.type().text() + " " + hold.since().toEpochMilli() + " "
                        + (hold.until() == null ? 0 : hold.until().toEpochMilli()) + " "
                        + Base64.getUrlEncoder().encodeToString(hold.by().getBytes(StandardCharsets.UTF_8));
        return id + " " + act.at().toEpochMilli() + " " + rest + "\n";
    }

    /**
     * Takes over what another registry knows, where it is newer. A line that cannot be read keeps nothing from the others.
     *
     * @param apply is given each change before it is recorded: what fails is a change again when it is told again
     * @throws IllegalArgumentException at the end, if a line is malformed
     */
    void merge(String text, Consumer<Change> apply) {
        RuntimeException malformed = null;
        for (String line : text.split("\n", -1)) {
            try {
                if (!line.isEmpty()) {
                    merge(line.split(" ", -1), apply);
                }
            } catch (IllegalArgumentException | DateTimeException e) {
                malformed = e;
            }
        }
        if (malformed != null) {
            throw malformed;
        }
    }

    private void merge(String[] fields, Consumer<Change> apply) {
        String[] named = fields.length == FIELDS ? RegistryEvent.named(fields[0]) : new String[0];
        if (named.length == 0) {
            throw new IllegalArgumentException("not an act of a person");
        }
        Act known = act(fields[0]);
        Act act = told(read(fields), millis(fields[1]), known);
        if (known == null ? hasPlace(act) : isNewer(act, known)) {
            Hold before = of(held.get(fields[0]));
            if (before != null || act.hold() != null) {
                apply.accept(new Change(named[0], named[1], before, act.hold()));
            }
            set(fields[0], act);
        }
    }

    /**
     * A hold of the very act that was forgotten has no other hour. Otherwise registries that forget it at different times
     * would tell each other of it again and again.
     */
    private static Act told(@Nullable Hold hold, Instant at, @Nullable Act known) {
        boolean same = known != null && at.toEpochMilli() == known.at().toEpochMilli();
        return new Act(hold, at, same ? known.forgotten() : null);
    }

    /** What hides an instance takes the place of an act that has ended. */
    private boolean hasPlace(Act act) {
        return (act.hold() == null ? size() : held.size()) < MAX_ACTS;
    }

    private static @Nullable Hold read(String[] fields) {
        if (fields[2].equals(NONE)) {
            return null;
        }
        return new Hold(fields[2].equals(EventType.DRAINING.text()),
                new String(Base64.getUrlDecoder().decode(fields[5]), StandardCharsets.UTF_8), millis(fields[3]),
                fields[4].equals("0") ? null : millis(fields[4]));
    }

    private static Instant millis(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text));
    }

    /** All registries must decide alike, so that of two acts of one millisecond the hold counts. */
    private static boolean isNewer(Act act, Act known) {
        int order = Long.compare(act.at().toEpochMilli(), known.at().toEpochMilli());
        return order > 0 || order == 0 && act.hold() != null && known.hold() == null;
    }
}
