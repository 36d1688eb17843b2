package io.microcdi.concurrent;

/** A socket that somebody is told of. */
public interface ReadySocket {

    /**
     * Reads what there is, without waiting for more; never throws.
     *
     * @return whether there can be more one day
     */
    boolean read();

    /** From now on nobody is told any more. */
    void giveBack();
}
