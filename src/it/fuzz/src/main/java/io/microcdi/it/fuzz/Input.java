package io.microcdi.it.fuzz;

import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;

import com.sun.management.ThreadMXBean;

/** The input of a fuzzer, read from its beginning, and the rules that all fuzzers check. */
public final class Input {

    private static final JsonParserFactory PARSERS = JsonProvider.provider().createParserFactory(Map.of());
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final long NANOS_AT_LEAST = 2_000_000_000L;
    private static final long NANOS_PER_BYTE = 100_000;
    /** As many inputs load classes, which a fuzzer instruments on the same thread. That takes more memory than a parser. */
    private static final int LOADING = 1_000;
    private static final long ALLOCATED_AT_LEAST = 64 << 20;
    private static final long ALLOCATED_PER_BYTE = 4 << 10;

    private static int inputs;

    private final ByteBuffer bytes;

    /** Reads the input. */
    public Input(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** Returns the next number below a bound; 0 at the end. */
    public int below(int bound) {
        return bytes.hasRemaining() ? (bytes.get() & 0xff) % bound : 0;
    }

    /** Returns whether bytes are left. */
    public boolean hasMore() {
        return bytes.hasRemaining();
    }

    /** Returns the next bytes, fewer at the end. */
    public byte[] next(int length) {
        byte[] part = new byte[Math.min(length, bytes.remaining())];
        bytes.get(part);
        return part;
    }

    /** Returns the rest as text. */
    public String text() {
        byte[] rest = next(bytes.remaining());
        return new String(rest, StandardCharsets.UTF_8);
    }

    /** Returns the next of several texts, which a line feed ends. */
    public String line() {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            if (bytes.get() == '\n') {
                return text(start, bytes.position() - 1);
            }
        }
        return text(start, bytes.position());
    }

    /** Returns the bytes of the next of several lines, which a line feed ends. */
    public byte[] lineBytes() {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            if (bytes.get() == '\n') {
                return Arrays.copyOfRange(bytes.array(), start, bytes.position() - 1);
            }
        }
        return Arrays.copyOfRange(bytes.array(), start, bytes.position());
    }

    private String text(int from, int to) {
        return new String(bytes.array(), from, to - from, StandardCharsets.UTF_8);
    }

    /** Returns what JSON-P reads; {@code null} if it is not JSON for JSON-P. */
    public static JsonValue json(String text) {
        // in an array, by a parser: the readers of Parsson take anything behind a number or an array
        try (JsonParser parser = PARSERS.createParser(new StringReader("[" + text + "]"))) {
            parser.next();
            JsonArray values = parser.getArray();
            return parser.hasNext() || values.size() != 1 ? null : values.get(0);
        } catch (JsonException notJson) {
            return null;
        }
    }

    /**
     * Runs a parser. Its input's size bounds the time and the memory that it may take. Only the time of a processor counts,
     * and the memory that it allocates, also if it is free again at once.
     */
    public static void timed(int size, Runnable parser) {
        long memory = THREADS.getCurrentThreadAllocatedBytes();
        long from = THREADS.getCurrentThreadCpuTime();
        parser.run();
        long nanos = THREADS.getCurrentThreadCpuTime() - from;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - memory;
        if (nanos > NANOS_AT_LEAST + size * NANOS_PER_BYTE) {
            throw new AssertionError(size + " bytes took " + nanos / 1_000_000 + " ms");
        }
        inputs++;
        if (inputs > LOADING && allocated > ALLOCATED_AT_LEAST + size * ALLOCATED_PER_BYTE) {
            throw new AssertionError(size + " bytes took " + (allocated >> 10) + " KiB of memory");
        }
    }

    /** Checks a rule. */
    public static void check(boolean kept, String rule, Object... about) {
        if (!kept) {
            throw new AssertionError(rule + ": " + Arrays.asList(about));
        }
    }

    /** Checks that two values are equal. */
    public static void same(Object expected, Object actual, String rule) {
        check(Objects.equals(expected, actual), rule, expected, actual);
    }
}
