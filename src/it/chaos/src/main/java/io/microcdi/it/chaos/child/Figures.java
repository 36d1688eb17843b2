package io.microcdi.it.chaos.child;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The memory and threads of a virtual machine.
 *
 * @param liveBytes of the heap, after full collections
 * @param descriptors the number of open files and sockets
 * @param names of the threads
 */
public record Figures(long liveBytes, int descriptors, List<String> names) {

    private static final String SEPARATOR = "\t";
    private static final int WORDS_BEFORE_NAMES = 2;

    /** Reads what {@link #toWords} wrote. */
    static Figures of(String words) {
        List<String> word = Arrays.asList(words.split(SEPARATOR));
        return new Figures(Long.parseLong(word.get(0)), Integer.parseInt(word.get(1)),
                List.copyOf(word.subList(WORDS_BEFORE_NAMES, word.size())));
    }

    String toWords() {
        return liveBytes + SEPARATOR + descriptors
                + names.stream().map(name -> SEPARATOR + name.replaceAll("\\s", " ")).collect(Collectors.joining());
    }

    /** Returns the number of threads. */
    public int threads() {
        return names.size();
    }

    /** Returns how many threads of which names there are that were not there before. {@code #} stands for a number. */
    public String newThreads(Figures before) {
        List<String> added = new ArrayList<>(kinds());
        before.kinds().forEach(added::remove);
        return added.stream().collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()))
                .entrySet().stream().map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    }

    private List<String> kinds() {
        return names.stream().map(name -> name.replaceAll("[0-9]+", "#")).toList();
    }

    /** Returns how many mebibytes more are alive than before. */
    public double mebibytesMore(Figures before) {
        return (liveBytes - before.liveBytes) / (double) (1 << 20);
    }
}
