package io.microcdi.it.chaos.child;

/**
 * What a virtual machine holds.
 *
 * @param liveBytes of the heap, after full collections
 * @param threads the number of threads
 * @param descriptors the number of open files and sockets
 */
public record Figures(long liveBytes, int threads, int descriptors) {

    /** Reads what {@link #toWords} wrote. */
    static Figures of(String words) {
        String[] word = words.split(" ");
        return new Figures(Long.parseLong(word[0]), Integer.parseInt(word[1]), Integer.parseInt(word[2]));
    }

    String toWords() {
        return liveBytes + " " + threads + " " + descriptors;
    }

    /** Returns how many mebibytes more are alive than before. */
    public double mebibytesMore(Figures before) {
        return (liveBytes - before.liveBytes) / (double) (1 << 20);
    }
}
