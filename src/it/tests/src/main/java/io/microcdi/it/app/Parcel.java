package io.microcdi.it.app;

import io.microcdi.MicroPeer;
import io.microcdi.error.MicroException;

/** A text of a certain length, and how it is carried: as the payload of a request, or as that of an answer. */
public class Parcel {
    /** The result of a valid one. */
    public static final String ARRIVED = "arrived";

    private String unit;
    private int length;
    private boolean fetched;
    private String peer;

    /** For JSON-B. */
    public Parcel() {
    }

    /**
     * A text.
     *
     * @param unit
     *        what it repeats: a character, which may be two of Java's; {@code x} makes up the length where it does not fit
     * @param length
     *        in characters of Java, as messages are measured
     * @param fetched
     *        whether the other end makes it and gives it as its answer, rather than takes it
     * @param peer
     *        the namespace of the other end
     */
    public Parcel(String unit, int length, boolean fetched, String peer) {
        this.unit = unit;
        this.length = length;
        this.fetched = fetched;
        this.peer = peer;
    }

    /** The text. */
    public String text() {
        return unit.repeat(length / unit.length()) + "x".repeat(length % unit.length());
    }

    /** A hash by which texts are compared. */
    public static String receipt(String text) {
        return text.length() + " characters, " + text.hashCode();
    }

    /** Carries it over a link; tells what became of it. */
    public String carry(MicroPeer over) {
        try {
            String arrived = fetched ? receipt(over.request("/give", this, String.class).join())
                    : over.request("/take", text(), String.class).join();
            return arrived.equals(receipt(text())) ? ARRIVED : "arrived as " + arrived;
        } catch (MicroException e) {
            return e.getClass().getSimpleName() + " " + e.status() + ": " + e.getMessage();
        }
    }

    public String getUnit() {
        return unit;
    }

    public void setUnit(String unit) {
        this.unit = unit;
    }

    public int getLength() {
        return length;
    }

    public void setLength(int length) {
        this.length = length;
    }

    public boolean isFetched() {
        return fetched;
    }

    public void setFetched(boolean fetched) {
        this.fetched = fetched;
    }

    public String getPeer() {
        return peer;
    }

    public void setPeer(String peer) {
        this.peer = peer;
    }
}
