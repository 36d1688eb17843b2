package io.microcdi.internal.wire;

import java.io.PrintWriter;
import java.io.StringWriter;

import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.it.fuzz.Input;
import io.microcdi.it.fuzz.Logs;
import io.microcdi.it.fuzz.Texts;

/** Texts from outside in logs and messages: one bounded line, without a character that nobody sees, whatever the text. */
public final class LogFuzz {

    private static final int LONGEST_EXCERPT = 201;
    private static final int BOUND = 100;
    private static final int LONG = 16 << 10;
    private static final String SECRET = "Zq9xW3";

    static {
        Logs.watch();
    }

    private LogFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        int form = input.below(3);
        String rest = form == 1 ? units(input, bytes.length) : input.text();
        String text = form == 2 && !rest.isEmpty() ? rest.repeat(LONG / rest.length()) : rest;
        Input.timed(text.length(), () -> {
            excerpts(text);
            addresses(text);
            traces(text);
        });
        new Audit(System::nanoTime).refused(RefusalKind.RIGHTS, text, text, text);
        Logs.check();
    }

    /** Returns a text of any characters of Java, also halves of pairs. */
    private static String units(Input input, int length) {
        byte[] rest = input.next(length);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i + 1 < rest.length; i += 2) {
            text.append((char) ((rest[i] & 0xff) << 8 | rest[i + 1] & 0xff));
        }
        return text.toString();
    }

    private static void excerpts(String text) {
        String excerpt = Excerpts.of(text);
        Texts.visible(excerpt, "an excerpt has visible characters only");
        Input.check(excerpt.length() <= LONGEST_EXCERPT, "an excerpt is short", excerpt.length());
        String message = Excerpts.message(text);
        Texts.visible(message, "a message has visible characters only");
        Input.check(message.length() <= Excerpts.MAX_MESSAGE + 1, "a message has a bound", message.length());
        String escaped = Excerpts.escaped(text, BOUND);
        Texts.visible(escaped, "an escaped text has visible characters only");
        Input.check(escaped.length() <= BOUND + 1, "an escaped text has a bound", escaped.length());
        Input.same(excerpt, Excerpts.of(excerpt), "an excerpt is its own excerpt");
    }

    private static void addresses(String text) {
        Excerpts.withoutUser(text);
        String shown = Excerpts.withoutUser("ws://" + SECRET + ":" + SECRET + "@" + text + "?" + SECRET);
        Input.check(text.contains(SECRET) || !shown.contains(SECRET),
                "an address in a message has neither a user nor a query", shown);
    }

    private static void traces(String text) {
        Throwable thrown = new IllegalStateException(text, new IllegalArgumentException(text));
        thrown.addSuppressed(new IllegalArgumentException(text));
        StringWriter trace = new StringWriter();
        LoggedThrowable.of(thrown).printStackTrace(new PrintWriter(trace));
        trace.toString().lines().forEach(
                line -> Texts.visible(line.replaceFirst("^\t+", ""), "a trace has visible characters only"));
        Texts.visible(LoggedThrowable.untraced(thrown).toString(),
                "a text of an exception has visible characters only");
    }
}
