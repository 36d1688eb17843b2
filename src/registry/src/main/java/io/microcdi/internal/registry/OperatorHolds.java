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
 * The holds: the instances that persons hide from callers, by their ids. An instance that comes back within an hour is still
 * hidden, because a broken connection must not undo the act of a person. The registries of a cluster send each other these
 * acts. Of two acts for one instance the later one counts, by the clocks of the registries. Guarded by the lock of
 * {@link Registrations}.
 */
final class OperatorHolds {

    /** The most instances that are hidden at once. */
    static final int MAX = 1_000;

    /**
     * The most acts, including those of other registries and those that ended a hold. Beyond it, the oldest act that ended a
     * hold is forgotten.
     */
    static final int MAX_ACTS = 10 * MAX;
    private static final Duration RETENTION = Duration.ofHours(1);
    /** The time for which a forgotten hold that another registry sends again waits for its instance. */
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final String NONE = "-";
    private static final int FIELDS = 6;
    /** The end of the year 9999. An act here after the last of all times would have no time of its own. */
    private static final long MAX_MILLIS = 253_402_300_799_999L;

    private final Map<String, Act> held = new LinkedHashMap<>();
    /** The acts that ended a hold, the oldest first. */
    private final Map<String, Act> ended = new LinkedHashMap<>();
    /** The times since which instances with a hold are not registered. */
    private final Map<String, Instant> missing = new HashMap<>();

    /**
     * The last act for an instance.
     *
     * @param hold {@code null} means that callers find it again
     * @param forgotten when its instance had been gone for an hour; {@code null} if it was not, or has been seen since
     */
    private record Act(@Nullable OperatorHold hold, Instant at, @Nullable Instant forgotten) {

        /** Returns whether the act may be forgotten. Only for an act that hides nothing. */
        boolean isOld(Instant now) {
            return (forgotten == null ? at : forgotten).plus(RETENTION).plus(RETENTION).isBefore(now);
        }

        /** Returns the time since which the instance counts as missing, when a sweep finds it missing for the first time. */
        Instant missingSince(Instant now) {
            return forgotten == null ? now : now.minus(RETENTION).plus(GRACE);
        }
    }

    /** A change that another registry has sent, and the hold before it. */
    record Change(String namespace, String key, @Nullable OperatorHold before, @Nullable OperatorHold now) {
    }

    @Nullable
    OperatorHold get(String namespace, String key) {
        return held.isEmpty() ? null : of(held.get(RegistryEvent.id(namespace, key)));
    }

    private static @Nullable OperatorHold of(@Nullable Act act) {
        return act == null ? null : act.hold();
    }

    boolean hasPlace(String namespace, String key) {
        return held.size() < MAX || get(namespace, key) != null;
    }

    /**
     * Records an act. Returns the hold that was there before. The time of the act is always later than that of the act before
     * it. Otherwise the other registries would ignore the new act, if the earlier one came from a registry whose clock is
     * ahead.
     */
    @Nullable
    OperatorHold set(String namespace, String key, @Nullable OperatorHold hold, Instant at) {
        String id = RegistryEvent.id(namespace, key);
        Act known = act(id);
        Instant next = known == null ? at : known.at().plusMillis(1);
        return set(id, new Act(hold, next.isAfter(at) ? next : at, null));
    }

    private @Nullable OperatorHold set(String id, Act act) {
        OperatorHold before = of(held.remove(id));
        ended.remove(id);
        (act.hold() == null ? ended : held).put(id, act);
        if (size() > MAX_ACTS && !ended.isEmpty()) {
            ended.remove(ended.keySet().iterator().next());
        }
        missing.remove(id);
        return before;
    }

    /** Returns the number of stored acts. */
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
     * @return the ids of the instances whose holds have reached their time
     */
    List<String> sweep(Instant now, Predicate<String> present) {
        List<String> over = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        ended.values().removeIf(act -> act.isOld(now));
        held.entrySet().forEach(entry -> {
            String id = entry.getKey();
            Act act = entry.getValue();
            OperatorHold hold = act.hold();
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
        // with the time of the forgotten act, so that the hold still counts at a registry where the instance is
        gone.forEach(id -> set(id, new Act(null, held.get(id).at(), now)));
        return over;
    }

    /** Returns all acts for other registries: texts in ASCII of at most 60,000 characters. */
    List<String> texts() {
        MessageChunks texts = new MessageChunks();
        held.forEach((id, act) -> texts.add(line(id, act)));
        ended.forEach((id, act) -> texts.add(line(id, act)));
        return texts.all();
    }

    /** Returns the last act for an instance, in the form of {@link #texts()}; empty if there is none. */
    String text(String namespace, String key) {
        String id = RegistryEvent.id(namespace, key);
        Act act = act(id);
        return act == null ? "" : line(id, act);
    }

    private static String line(String id, Act act) {
        OperatorHold hold = act.hold();
        String rest = hold == null ? NONE + " 0 0 " + NONE
                : hold.type().text() + " " + hold.since().toEpochMilli() + " "
                        + (hold.until() == null ? 0 : hold.until().toEpochMilli()) + " "
                        + Base64.getUrlEncoder().encodeToString(hold.by().getBytes(StandardCharsets.UTF_8));
        return id + " " + act.at().toEpochMilli() + " " + rest + "\n";
    }

    /**
     * Applies the acts of another registry that are newer. An invalid line does not prevent the others.
     *
     * @param apply called with each change before it is stored. If it fails, the same text is a change again the next time
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
        // one id, although base64 has several forms of it
        String id = RegistryEvent.id(named[0], named[1]);
        Act known = act(id);
        Act act = received(read(fields), millis(fields[1]), known);
        if (known == null ? hasPlace(act) : isNewer(act, known)) {
            OperatorHold before = of(held.get(id));
            if (before != null || act.hold() != null) {
                apply.accept(new Change(named[0], named[1], before, act.hold()));
            }
            set(id, act);
        }
    }

    /**
     * Returns the act that another registry has sent. If it is the act that was forgotten here, it keeps the time at which it
     * was forgotten. Otherwise registries that forget it at different times would send it to each other again and again.
     */
    private static Act received(@Nullable OperatorHold hold, Instant at, @Nullable Act known) {
        boolean same = known != null && at.toEpochMilli() == known.at().toEpochMilli();
        return new Act(hold, at, same ? known.forgotten() : null);
    }

    /** Returns whether there is room for an act. A hold may take the place of an act that ended one. */
    private boolean hasPlace(Act act) {
        return (act.hold() == null ? size() : held.size()) < MAX_ACTS;
    }

    private static @Nullable OperatorHold read(String[] fields) {
        if (fields[2].equals(NONE)) {
            return null;
        }
        return new OperatorHold(fields[2].equals(EventType.DRAINING.text()),
                new String(Base64.getUrlDecoder().decode(fields[5]), StandardCharsets.UTF_8), millis(fields[3]),
                fields[4].equals("0") ? null : millis(fields[4]));
    }

    private static Instant millis(String text) {
        long millis = Long.parseLong(text);
        if (millis < 0 || millis > MAX_MILLIS) {
            throw new IllegalArgumentException("not the time of an act");
        }
        return Instant.ofEpochMilli(millis);
    }

    /**
     * Returns whether an act is newer. Of two acts in one millisecond the hold counts, because all registries must decide
     * alike.
     */
    private static boolean isNewer(Act act, Act known) {
        int order = Long.compare(act.at().toEpochMilli(), known.at().toEpochMilli());
        return order > 0 || order == 0 && act.hold() != null && known.hold() == null;
    }
}
