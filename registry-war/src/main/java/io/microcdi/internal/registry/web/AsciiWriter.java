package io.microcdi.internal.registry.web;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Writes JSON text in ASCII: it escapes all other characters, which can stand only inside strings. Texts of peers may
 * contain characters that are invisible or change the direction of text, and a terminal would obey them.
 */
final class AsciiWriter extends FilterWriter {

    private static final char LAST = '~';

    AsciiWriter(Writer out) {
        super(out);
    }

    /** Returns JSON text in ASCII. */
    static String escaped(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        json.chars().forEach(c -> {
            if (c > LAST) {
                ascii.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    ascii.append(Character.forDigit(c >> shift & 0xf, 16));
                }
            } else {
                ascii.append((char) c);
            }
        });
        return ascii.toString();
    }

    @Override
    public void write(int c) throws IOException {
        write(Character.toString((char) c), 0, 1);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        String part = text.substring(offset, offset + length);
        out.write(part.chars().allMatch(c -> c <= LAST) ? part : escaped(part));
    }
}
